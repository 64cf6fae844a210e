"""Who may do what: one table, default no.

``may`` answers for an actor, a verb and a subject. Services ask it before every action, pages
before they draw, and repositories cut what they return to the actor's school and classes; no
one of the three trusts the others.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a person is in a school."""

    LEARNER = "learner"
    TEACHER = "teacher"
    ANNOTATOR = "annotator"
    RESEARCHER = "researcher"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True)
class Actor:
    """A signed-in person, read afresh at every action. ``classes`` are those taught or attended.

    ``safeguarding``: this person is the school's safeguarding lead or deputy.
    """

    id: str
    school: str
    role: Role
    name: str
    classes: frozenset[str] = frozenset()
    safeguarding: bool = False
    session: str = ""


@dataclass(frozen=True, slots=True)
class Subject:
    """What an action is about: its school, its class (if any), its owner (if any), and who may know of it."""

    school: str
    class_id: str = ""
    owner: str = ""
    safeguarding_only: bool = False


class Verb(StrEnum):
    """Everything that can be done. A page or action without a verb here can't be built."""

    CHAT = "chat"
    ASK_ADULT = "ask an adult"
    READ_CONVERSATIONS = "read conversations"
    READ_REDACTED = "read redacted text"
    REVIEW = "review flags"
    FOLLOW_UP = "follow up flags"
    PAUSE = "pause the tutor"
    STOP_ALL = "stop the tutor everywhere"
    WATCH_CLASSES = "watch classes"
    ADAPT = "adapt the tutor to a class"
    LABEL = "label pairs"
    TUNE = "try thresholds"
    PUBLISH = "publish a policy"
    APPROVE = "approve a weaker policy"
    PROBE = "use the playground"
    READ_TRACE = "read the layer trace"
    MANAGE_PEOPLE = "manage people"
    RESET_PICTURES = "reset a learner's pictures"
    MANAGE_SCHOOL = "manage the school"
    READ_AUDIT = "read the audit log"
    CURATE = "look after the knowledge base"


_R = Role
GRANTS: dict[Verb, frozenset[Role]] = {
    Verb.CHAT: frozenset({_R.LEARNER}),
    Verb.ASK_ADULT: frozenset({_R.LEARNER}),
    Verb.READ_CONVERSATIONS: frozenset({_R.TEACHER, _R.ADMINISTRATOR}),
    Verb.READ_REDACTED: frozenset({_R.ANNOTATOR, _R.RESEARCHER}),
    Verb.REVIEW: frozenset({_R.TEACHER, _R.ADMINISTRATOR}),
    Verb.FOLLOW_UP: frozenset({_R.TEACHER, _R.ADMINISTRATOR}),
    Verb.PAUSE: frozenset({_R.TEACHER, _R.ADMINISTRATOR}),
    Verb.STOP_ALL: frozenset({_R.ADMINISTRATOR}),
    Verb.WATCH_CLASSES: frozenset({_R.TEACHER, _R.ADMINISTRATOR}),
    Verb.ADAPT: frozenset({_R.TEACHER, _R.ADMINISTRATOR}),
    Verb.LABEL: frozenset({_R.ANNOTATOR}),
    Verb.TUNE: frozenset({_R.RESEARCHER}),
    Verb.PUBLISH: frozenset({_R.RESEARCHER}),
    Verb.APPROVE: frozenset({_R.ADMINISTRATOR, _R.RESEARCHER}),
    Verb.PROBE: frozenset({_R.TEACHER, _R.RESEARCHER, _R.ADMINISTRATOR}),
    Verb.READ_TRACE: frozenset({_R.TEACHER, _R.RESEARCHER, _R.ADMINISTRATOR}),
    Verb.MANAGE_PEOPLE: frozenset({_R.ADMINISTRATOR}),
    Verb.RESET_PICTURES: frozenset({_R.TEACHER, _R.ADMINISTRATOR}),
    Verb.MANAGE_SCHOOL: frozenset({_R.ADMINISTRATOR}),
    Verb.READ_AUDIT: frozenset({_R.ADMINISTRATOR}),
    Verb.CURATE: frozenset({_R.TEACHER, _R.ADMINISTRATOR}),
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """Yes or no, and why."""

    allowed: bool
    why: str


def may(actor: Actor, verb: Verb, subject: Subject) -> Verdict:
    """Say whether ``actor`` may do ``verb`` to ``subject``; anything not granted is refused."""
    if actor.role not in GRANTS.get(verb, frozenset()):
        return Verdict(False, f"{actor.role} may not {verb}")
    if subject.school != actor.school:
        return Verdict(False, "another school")
    if subject.safeguarding_only and not actor.safeguarding:
        return Verdict(False, "for the safeguarding lead alone")
    if actor.role is Role.LEARNER and subject.owner and subject.owner != actor.id:
        return Verdict(False, "another learner's")
    if actor.role is Role.TEACHER and subject.class_id and subject.class_id not in actor.classes:
        return Verdict(False, "another teacher's class") if not actor.safeguarding else Verdict(True, "safeguarding")
    return Verdict(True, "granted")
