"""The catalogue of pages: who may open what, read from the pages themselves.

How to write a page
-------------------
One file, ``pages/<role>/<name>.py`` (never directly in ``pages/``: Streamlit would serve it past the
sign-in). It begins like this and is nothing but layout and events::

    \"\"\"Review: decide what the checks have flagged.\"\"\"

    import streamlit as st

    from pages.ui import frame
    from pages.ui.registry import PageSpec
    from studybuddy_core.domain.access import Verb

    PAGE = PageSpec(url="review", title="Review", icon="flag", verbs=(Verb.REVIEW,), order=10)
    here = frame.require(PAGE)          # first statement that runs: stops the script for anyone else

    with frame.page(width=frame.WORK):  # 680 chat, 760 forms, 1440 work
        frame.header(here, "Review", "1 needs you now. 11 can wait.")
        for item in here.app.reviewing.lanes(here.actor):
            ...

- ``here.actor`` is read afresh from the database at every run; ``here.app`` holds the services.
  Inside an ``st.fragment`` call ``here = frame.still(PAGE)`` first: a fragment reruns alone, and an
  account may have been closed since.
- ``PAGE`` is read without running the file, so it is a plain call with plain values (strings, numbers,
  ``Verb.X``, ``Role.X``, tuples of those). A page file without it fails at once.
- A new page needs its row in ``tests/contract/matrix.py``; without one the tests fail.
- Errors: let ``StudyBuddyError`` rise. The frame shows a child one kind sentence and an adult an
  incident number (``pages/ui/errors.py``), for the script, its fragments and its callbacks.
- Nothing a person or a model wrote goes to ``st.markdown``, ``st.write``, ``st.error``, ``st.caption``,
  ``st.toast``, a label or a metric: use ``pages/ui/transcript.py`` or ``st.text``.
- The one primary button of a page has a key that begins with ``go_`` (its text is darkened in the
  dark theme). State keys begin with the page's url: ``review_open``.
"""

from __future__ import annotations

import ast
import functools
from dataclasses import dataclass
from pathlib import Path

from studybuddy_core.domain.access import GRANTS, Role, Verb
from studybuddy_core.domain.errors import ConfigError

PAGES = Path(__file__).resolve().parent.parent
_NOT_PAGES = frozenset({"ui"})


@dataclass(frozen=True, slots=True)
class PageSpec:
    """One page: its address, its title and icon (a Material symbol's name), and the verbs that open it.

    Any one verb suffices. ``roles`` narrows further where a verb is too wide; pages of one role
    appear in the navigation by ``order``, the first is that role's home. ``hidden``: not in the
    navigation, reached by a link.
    """

    url: str
    title: str
    icon: str
    verbs: tuple[Verb, ...]
    order: int = 100
    roles: tuple[Role, ...] = ()
    hidden: bool = False

    def open_to(self, role: Role) -> bool:
        """Whether a person of this role may open the page."""
        granted = any(role in GRANTS[verb] for verb in self.verbs)
        return granted and (not self.roles or role in self.roles)


@dataclass(frozen=True, slots=True)
class FoundPage:
    """A page and the file it lives in."""

    spec: PageSpec
    path: Path


def _value(node: ast.expr, where: str) -> object:
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, ast.Tuple):
        return tuple(_value(item, where) for item in node.elts)
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in ("Verb", "Role"):
        return getattr(Verb if node.value.id == "Verb" else Role, node.attr)
    raise ConfigError(f"{where}: PAGE must hold plain values only (text, numbers, Verb.X, Role.X, tuples)")


def read_page(path: Path) -> FoundPage:
    """Read a page file's ``PAGE = PageSpec(…)`` without running the file; raise ``ConfigError`` without one."""
    where = f"pages/{path.parent.name}/{path.name}"
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        named = isinstance(node, ast.Assign) and [getattr(t, "id", "") for t in node.targets] == ["PAGE"]
        if named and isinstance(node.value, ast.Call) and getattr(node.value.func, "id", "") == "PageSpec":
            if node.value.args:
                raise ConfigError(f"{where}: write PAGE = PageSpec(url=…, …) with names for all values")
            values = {item.arg: _value(item.value, where) for item in node.value.keywords if item.arg}
            return FoundPage(PageSpec(**values), path)  # type: ignore[arg-type]
    raise ConfigError(f"{where} declares no PAGE = PageSpec(…); see pages/ui/registry.py")


@functools.cache
def all_pages(root: Path = PAGES) -> tuple[FoundPage, ...]:
    """Every page there is, by folder and order; raise ``ConfigError`` where two share an address."""
    stray = [p.name for p in root.glob("*.py") if p.name != "__init__.py"]
    if stray:
        raise ConfigError(f"pages/{stray[0]} lies directly in pages/: move it into a role's folder")
    files = [p for p in sorted(root.glob("*/*.py")) if p.name != "__init__.py" and p.parent.name not in _NOT_PAGES]
    found = sorted((read_page(p) for p in files), key=lambda page: (page.spec.order, page.spec.url))
    urls = [page.spec.url for page in found]
    for url in urls:
        if urls.count(url) > 1:
            raise ConfigError(f"Two pages have the address /{url}; give one another url")
    return tuple(found)


def pages_for(role: Role, root: Path = PAGES) -> tuple[FoundPage, ...]:
    """The pages that a person of this role may open, home first."""
    return tuple(page for page in all_pages(root) if page.spec.open_to(role))
