"""Who is acting, and may they: the first question of every use case.

A service method that does something for a signed-in person takes the ``Actor`` first and wears
``@action(Verb.X)``. The decorator refuses a role that lacks the verb before the method's own code
runs, and leaves a mark that ``all_actions()`` collects, so that the authorisation matrix in the tests
is made from the code itself and an action nobody thought about fails the build.

The role is only half of the question. What the action is *about* (its school, class, owner) is known
inside the method: repositories built with a ``Scope`` return nothing of another school, and
``ensure(actor, verb, subject)`` asks ``may`` about the rest. To a person who may not see a thing it
does not exist: the answer is ``NotFound``, never "forbidden".

A public method of a service that needs no actor (signing in, say) wears ``@open_door("why")``.
"""

from __future__ import annotations

import functools
import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Concatenate, ParamSpec, TypeVar

from studybuddy_core import services
from studybuddy_core.domain.access import GRANTS, Actor, Role, Subject, Verb, may
from studybuddy_core.domain.errors import NotAllowed, NotFound

_MARK = "__studybuddy_verbs__"
_OPEN = "__studybuddy_open__"

S = TypeVar("S")
P = ParamSpec("P")
R = TypeVar("R")
F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Action:
    """One thing a signed-in person can do: the service's class, the method, and the verbs (any one suffices)."""

    service: str
    method: str
    verbs: tuple[Verb, ...]

    @property
    def name(self) -> str:
        """``Reviewing.decide``: how the matrix calls it."""
        return f"{self.service}.{self.method}"

    @property
    def roles(self) -> frozenset[Role]:
        """Every role that holds one of the verbs."""
        return frozenset(role for verb in self.verbs for role in GRANTS[verb])


def action(
    *verbs: Verb,
) -> Callable[[Callable[Concatenate[S, Actor, P], R]], Callable[Concatenate[S, Actor, P], R]]:
    """Refuse anyone whose role holds none of ``verbs``, before the method's own code runs."""
    if not verbs:
        raise TypeError("an action needs at least one verb: @action(Verb.REVIEW)")

    def decorate(method: Callable[Concatenate[S, Actor, P], R]) -> Callable[Concatenate[S, Actor, P], R]:
        @functools.wraps(method)
        def guarded(self: S, actor: Actor, /, *args: P.args, **kwargs: P.kwargs) -> R:
            if not any(actor.role in GRANTS[verb] for verb in verbs):
                raise NotAllowed(why=f"{actor.role} may not {verbs[0]}")
            return method(self, actor, *args, **kwargs)

        setattr(guarded, _MARK, verbs)
        return guarded

    return decorate


def open_door(why: str) -> Callable[[F], F]:
    """Mark a public service method that anyone may call without an actor, with the reason."""

    def decorate(method: F) -> F:
        setattr(method, _OPEN, why)
        return method

    return decorate


def ensure(actor: Actor, verb: Verb, subject: Subject) -> None:
    """Raise unless ``actor`` may do ``verb`` to ``subject``; a thing out of reach does not exist."""
    if actor.role not in GRANTS[verb]:
        raise NotAllowed(why=f"{actor.role} may not {verb}")
    if not may(actor, verb, subject).allowed:
        raise NotFound("There is no such thing here, or not for this account.")


def _service_classes() -> Iterator[type]:
    for found in sorted(pkgutil.walk_packages(services.__path__, services.__name__ + "."), key=lambda m: m.name):
        module = importlib.import_module(found.name)
        for _, kind in inspect.getmembers(module, inspect.isclass):
            if kind.__module__ == found.name and not kind.__name__.startswith("_"):
                yield kind


def _public_methods(kind: type) -> Iterator[tuple[str, Callable[..., Any]]]:
    for name, method in vars(kind).items():
        if not name.startswith("_") and inspect.isfunction(method):
            yield name, method


def all_actions() -> tuple[Action, ...]:
    """Every action there is, found by walking the services folder."""
    return tuple(
        Action(kind.__name__, name, getattr(method, _MARK))
        for kind in _service_classes()
        for name, method in _public_methods(kind)
        if hasattr(method, _MARK)
    )


def service_class(act: Action) -> type:
    """Return the class an action belongs to; raise ``NotFound`` where there is none."""
    found = next((kind for kind in _service_classes() if kind.__name__ == act.service), None)
    if found is None:
        raise NotFound(f"There is no service {act.service}.")
    return found


def unguarded_methods() -> tuple[str, ...]:
    """Public service methods that take an actor and wear no ``@action``: must be empty, a test holds it."""
    return tuple(
        f"{kind.__name__}.{name}"
        for kind in _service_classes()
        for name, method in _public_methods(kind)
        if not hasattr(method, _MARK) and not hasattr(method, _OPEN) and "actor" in inspect.signature(method).parameters
    )
