"""What Word and PowerPoint files share: colours nobody can see, and letters too small to read."""

from __future__ import annotations

from lxml import etree

from studybuddy_core.knowledge.documents.document import Gathering
from studybuddy_core.knowledge.documents.package import Package

TINY_POINTS = 4.0
_NEAR_WHITE = 0xE8
_PAPER = frozenset({"bg1", "lt1", "background1", "light1"})


def near_white(colour: str | None) -> bool:
    """Whether a colour (``RRGGBB``) can't be told from paper."""
    if not colour or len(colour) != 6:
        return False
    try:
        return min(bytes.fromhex(colour)) >= _NEAR_WHITE
    except ValueError:
        return False


def paper(theme: str | None) -> bool:
    """Whether a theme's colour is the one of the paper."""
    return (theme or "").lower() in _PAPER


def side_texts(package: Package, marks: tuple[tuple[str, str], ...], gathered: Gathering) -> None:
    """Note the texts of parts that stand beside the document: comments, by the part's name."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True)
    for name in package.names:
        for mark, what in marks:
            if mark in name.lower() and name.lower().endswith(".xml"):
                root = etree.fromstring(package.read(name), parser)
                if root is not None:
                    gathered.hide(what, " ".join(t for t in root.itertext() if t.strip()))
