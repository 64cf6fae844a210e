"""What a signed-in adult may see of children's talk, and by which name they may know a child."""

from __future__ import annotations

from db.scope import Scope
from db.sight import Sight
from db.talks import Who
from studybuddy_core.domain.access import Actor, Role


def sight_of(actor: Actor) -> Sight:
    """Return the eyes of ``actor``: a teacher sees own classes, an administrator the school."""
    classes = None if actor.role is Role.ADMINISTRATOR else actor.classes
    return Sight(Scope(actor.school, actor.id, classes), actor.safeguarding)


def named(actor: Actor, who: Who, class_id: str) -> str:
    """Return a child's name to the own teacher and to the safeguarding lead, the pseudonym to anyone else."""
    return who.name if class_id in actor.classes or actor.safeguarding else who.pseudonym
