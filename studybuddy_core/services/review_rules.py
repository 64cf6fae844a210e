"""The rules of the review room: what closes what, who may take back what, and what is said to who was slower."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from db.accounts import Account, Accounts
from db.flags import Flag, Flags
from db.reviews import Reviews, names_of
from db.scope import Scope
from db.signing_in import Session
from db.talks import ReadTurn
from studybuddy_core.domain.access import Actor, Role
from studybuddy_core.domain.errors import BadInput, Conflict, NotFound
from studybuddy_core.domain.reviews import CRISIS_VERDICTS, VERDICTS, ReviewEvent, ReviewKind, ReviewState
from studybuddy_core.services.review_items import DEFAULT_REASON, DID, LEASE, ago
from studybuddy_core.services.seeing import sight_of

LONGEST_NOTE = 2_000
_DECIDERS = (Role.TEACHER, Role.ADMINISTRATOR)
_QUIET = frozenset({ReviewKind.REVEALED, ReviewKind.COMMENTED, ReviewKind.SKIPPED, ReviewKind.RELEASED,
                    ReviewKind.FLAGGED, ReviewKind.CLAIMED})  # fmt: skip
_UNDOABLE = frozenset({*VERDICTS, ReviewKind.CLOSED, ReviewKind.SKIPPED})


def checked_note(note: str) -> str:
    """Return the note, trimmed; raise ``BadInput`` for one that is too long."""
    if len(note) > LONGEST_NOTE:
        raise BadInput(f"The note is longer than {LONGEST_NOTE:,} characters. Shorten it; nothing was saved.")
    return note.strip()


def wordless(turn: ReadTurn) -> ReadTurn:
    """Return a turn as it may be drawn before anybody has asked for its words: only their lengths are left."""
    shown = tuple(replace(piece, text=_blank(piece.text)) for piece in turn.shown)
    held_back = tuple(_blank(text) for text in turn.withheld)
    return replace(turn, question=_blank(turn.question), shown=shown, withheld=held_back, marks=())


def _blank(text: str | None) -> str | None:
    return None if text is None else "·" * len(text)


def require_allowed(flag: Flag, outcome: ReviewKind, reason: str) -> None:
    """Raise ``BadInput`` unless this flag may be closed like this; what is grave takes an action or a reason."""
    if outcome not in VERDICTS:
        raise BadInput("That is no decision on a flag.")
    grave = not flag.routine
    if grave and outcome not in CRISIS_VERDICTS:
        raise BadInput("This closes only with what is done about it: talk to the child, pass it on, or say why "
                       "it is a false alarm.")  # fmt: skip
    if grave and outcome is ReviewKind.OVERTURNED and reason.strip() in ("", DEFAULT_REASON):
        raise BadInput("Say why this is a false alarm. Nothing was saved.")


def require_current(session: Session, actor: Actor, flag: Flag, seen: int, now: datetime) -> None:
    """Raise ``Conflict`` where somebody decided, or holds this, since version ``seen`` was on the table."""
    changed = [
        event
        for event in Reviews(session, sight_of(actor)).since(flag.id, seen)
        if event.actor != actor.id and event.kind not in _QUIET
    ]
    if flag.state is not ReviewState.OPEN or changed or held(flag, actor, now):
        raise Conflict(what_stands(session, actor, flag, now))


def others_for(session: Session, actor: Actor, flag: Flag) -> tuple[str, ...]:
    """Return who else may decide what a child asks about again, where this person decided it before; else nobody.

    Whoever could open the flag at this moment counts, by name: own teachers first.
    """
    if not (flag.appealed and flag.state is ReviewState.OPEN and flag.decided_by == actor.id):
        return ()
    accounts = Accounts(session, Scope(actor.school, actor.id))
    staff = [one for role in _DECIDERS for one in accounts.list(role=role, disabled=False) if one.id != actor.id]
    near = [one for one in staff if flag.class_id in one.classes or one.role is Role.ADMINISTRATOR or one.safeguarding]
    return tuple(one.name for one in near if _may_open(session, one, flag))


def _may_open(session: Session, one: Account, flag: Flag) -> bool:
    there = Actor(one.id, one.school, one.role, one.name, one.classes, one.safeguarding)
    return bool(Flags(session, sight_of(there)).some([flag.id]))


def require_second_look(session: Session, actor: Actor, flag: Flag) -> None:
    """Raise ``Conflict`` where a child asks about this person's own decision and somebody else may decide it."""
    others = others_for(session, actor, flag)
    if others:
        raise Conflict(second_look(others))


def second_look(others: tuple[str, ...]) -> str:
    """Say who decides what a child asks about again."""
    first = others[:3]
    named = first[0] if len(first) == 1 else f"{', '.join(first[:-1])} or {first[-1]}"
    return f"You decided this before, and the child asks again. Somebody else decides it: {named}."


def what_stands(session: Session, actor: Actor, flag: Flag, now: datetime) -> str:
    """Say who did what last, for a person who was slower."""
    story = Reviews(session, sight_of(actor)).story_of(flag)
    undone = {event.undoes for event in story}
    told = [e for e in story if e.id not in undone and (e.kind not in _QUIET or e.kind is ReviewKind.CLAIMED)]
    if not told:
        return "This has changed since you opened it. Look at it again."
    last = told[-1]
    mine = last.actor == actor.id
    who = "You" if mine else names_of(session, actor.school, [last.actor]).get(last.actor, "Somebody else")
    did = DID.get(last.kind, "changed this")
    if mine:
        did = did.replace("has this", "have this").replace("they will", "you will")
    return f"{who} {did} {ago(last.at, now)}."


def held(flag: Flag, actor: Actor, now: datetime) -> bool:
    """Whether somebody else has this open."""
    return bool(
        flag.state is ReviewState.OPEN and flag.holder and flag.holder != actor.id
        and flag.held_at is not None and now - flag.held_at < LEASE
    )  # fmt: skip


def require_undoable(
    session: Session, actor: Actor, event: ReviewEvent, story: tuple[ReviewEvent, ...], now: datetime
) -> None:
    """Raise unless ``event`` is this person's, still stands, and nobody has acted on it."""
    if event.actor != actor.id or event.kind not in _UNDOABLE:
        raise NotFound("There is nothing of yours to take back here.")
    later = story[[one.id for one in story].index(event.id) + 1 :]
    if any(one.undoes == event.id for one in later):
        raise Conflict("You have taken this back already.")
    for one in later:
        quiet = one.kind in _QUIET and not (event.kind is ReviewKind.ESCALATED and one.kind is ReviewKind.REVEALED)
        if one.actor != actor.id and not quiet:
            who = names_of(session, actor.school, [one.actor]).get(one.actor, "Somebody else")
            did = "has read this" if one.kind is ReviewKind.REVEALED else DID.get(one.kind, "acted on this")
            raise Conflict(f"{who} {did} {ago(one.at, now)}. It can't be taken back; talk to them.")
        if one.actor == actor.id and one.kind in _UNDOABLE and not any(x.undoes == one.id for x in later):
            raise Conflict("Take back your later decision on this first.")
