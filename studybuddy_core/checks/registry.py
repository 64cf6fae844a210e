"""Which checks there are: found by listing this folder, so that a new check is one new file.

A module is a check module when it has a ``CHECK`` (one check) or a ``checks()`` that returns
several. Nothing else lists them; contract tests run over whatever is found here.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Iterable, Sequence
from functools import cache
from importlib import import_module

from studybuddy_core import checks as folder
from studybuddy_core.checks.rules import RulesCheck
from studybuddy_core.domain.errors import ConfigError
from studybuddy_core.domain.patterns import PatternRule
from studybuddy_core.domain.procedures import Procedure
from studybuddy_core.domain.signals import Check

_TRIED = "Rules that are only tried out: they are scored beside the others and change nothing."
_LEFT_OUT = "Words that a teacher asked to leave out of a class for a while."


@cache
def all_checks() -> tuple[Check, ...]:
    """Return every check, ordered by name."""
    found: dict[str, Check] = {}
    for info in pkgutil.iter_modules(folder.__path__):
        module = import_module(f"{folder.__name__}.{info.name}")
        several = getattr(module, "checks", None)
        one = getattr(module, "CHECK", None)
        for check in (*(several() if callable(several) else ()), *((one,) if one is not None else ())):
            if check.spec.name in found:
                raise ConfigError(f"Two checks are called {check.spec.name!r}; rename the one in {info.name}.py.")
            found[check.spec.name] = check
    return tuple(found[name] for name in sorted(found))


def checks_named(names: Iterable[str]) -> tuple[Check, ...]:
    """Return the checks of these names, in the order given; an unknown name raises ``ConfigError``."""
    known = {check.spec.name: check for check in all_checks()}
    wanted = tuple(names)
    unknown = [name for name in wanted if name not in known]
    if unknown:
        raise ConfigError(
            f"There is no check called {', '.join(map(repr, unknown))}. The checks are: {', '.join(known)}."
        )
    return tuple(known[name] for name in wanted)


def checks_of(procedure: Procedure, shadow: Sequence[PatternRule] = ()) -> tuple[Check, ...]:
    """Return what scores a turn under ``procedure``: its checks, its own rules, and rules in ``shadow``."""
    own = (RulesCheck(procedure.rules, "own rules"),) if procedure.rules else ()
    tried = (RulesCheck(tuple(shadow), "rules in shadow", _TRIED),) if shadow else ()
    return (*checks_named(procedure.checks), *own, *tried)


def check_of_class(words: Sequence[PatternRule]) -> Check:
    """Return what looks for the words a class leaves out for now."""
    return RulesCheck(tuple(words), "class words", _LEFT_OUT)


def known_labels() -> frozenset[str]:
    """Return every label that some check can emit."""
    return frozenset(label for check in all_checks() for label in check.spec.labels)
