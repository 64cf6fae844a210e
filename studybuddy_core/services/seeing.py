"""What a signed-in adult may see of children's talk, and by which name they may know a child."""

from __future__ import annotations

from db.flags import Flag
from db.scope import Scope
from db.sight import Sight
from db.talks import Who
from studybuddy_core.domain.access import Actor, Role


def sight_of(actor: Actor) -> Sight:
    """Return the eyes of ``actor``: a teacher sees own classes, an administrator the school."""
    administrator = actor.role is Role.ADMINISTRATOR
    scope = Scope(actor.school, actor.id, None if administrator else actor.classes)
    return Sight(scope, actor.safeguarding, stands_in=administrator)


def named(actor: Actor, who: Who, class_id: str, *, duty: bool = False) -> str:
    """Return a child's name to the own teacher and to the safeguarding lead, the pseudonym to anyone else.

    ``duty``: this person stands in for the lead here (``has_duty``).
    """
    return who.name if class_id in actor.classes or actor.safeguarding or duty else who.pseudonym


def named_in_class(actor: Actor, who: Who, class_id: str, *, duty: bool = False) -> str:
    """Return a child's name to the own teacher, the pseudonym to anyone else.

    A lead has no more to do with a class at work than anybody; ``duty``: but has to look after this child.
    """
    return who.name if class_id in actor.classes or (actor.safeguarding and duty) else who.pseudonym


def has_duty(actor: Actor, flag: Flag) -> bool:
    """Whether a flag in this person's sight is theirs as the lead's: a lead, or whoever stands in for a named one."""
    return actor.safeguarding or flag.safeguarding_only
