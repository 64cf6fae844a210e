"""Labelling: two answers side by side, one choice, and the next pair is already there.

Each annotator goes through a batch in an order of their own, with the sides counterbalanced along it,
so that neither a pair's place nor its side can be guessed or adds up over people. Nothing is locked:
a choice is a row of its annotator alone, and what stands is a fold over the rows.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from db.accounts import Accounts
from db.choices import Choices
from db.engine import Database
from db.pairs import Batch, NewPair, Pairs
from db.scope import Scope
from studybuddy_core.checks.canonical import clean_text
from studybuddy_core.domain.access import Actor, Verb
from studybuddy_core.domain.errors import BadInput, Conflict, NotFound
from studybuddy_core.domain.ids import Ids
from studybuddy_core.domain.ports import Clock
from studybuddy_core.domain.preferences import REASONS, Choice, Pair, Preference, flipped_for, standing_choices
from studybuddy_core.domain.signals import Check
from studybuddy_core.pipeline.redaction import StandIns
from studybuddy_core.services.acting import action, open_door

RECENT = 20
LONGEST_NOTE = 1_000


@dataclass(frozen=True, slots=True)
class Draft:
    """A pair about to be handed out, as it was written: ``lineage`` names the messages it came from."""

    prompt: str
    first: str
    second: str
    lineage: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """A pair as this annotator sees it. ``flipped``: the stored second answer is on the left."""

    pair: str
    place: int
    prompt: str
    left: str
    right: str
    flipped: bool
    earlier: Choice | None = None


@dataclass(frozen=True, slots=True)
class Desk:
    """Where an annotator stands in a batch, and the pair in front of them (None when there is none left)."""

    batch: Batch
    total: int
    chosen: int
    skipped: int
    handed_in: datetime | None
    shown: Shown | None

    @property
    def complete(self) -> bool:
        """Whether every pair has a choice or was skipped."""
        return self.chosen + self.skipped >= self.total


@dataclass(frozen=True, slots=True)
class Answered:
    """One of the latest choices, with the beginning of its prompt."""

    choice: Choice
    prompt: str


def queue_of(annotator: str, pair_ids: Sequence[str]) -> tuple[str, ...]:
    """The order in which this annotator meets these pairs: always the same for one, another for each."""
    return tuple(sorted(pair_ids, key=lambda pair: hashlib.sha256(f"{annotator}/{pair}".encode()).digest()))


class Labelling:
    """What annotators do: look, choose, take back, hand in."""

    def __init__(self, database: Database, clock: Clock, ids: Ids,
                 random_bytes: Callable[[int], bytes] = secrets.token_bytes) -> None:  # fmt: skip
        self._database = database
        self._clock = clock
        self._ids = ids
        self._random_bytes = random_bytes

    @open_door("Seeding: the demo school and the command line hand out batches, nobody signed in does yet")
    def add_batch(self, school: str, name: str, drafts: Sequence[Draft], checks: Sequence[Check], *,
                  by: str = "") -> str:  # fmt: skip
        """Redact these pairs and hand them out as one batch; return its id.

        Every name of the school's people and all that the privacy checks mark is replaced before
        anything is kept, in the answers as in the prompt.
        """
        if not drafts:
            raise BadInput("A batch needs at least one pair.")
        scope = Scope(school, by)
        with self._database.read() as session:
            names = tuple(sorted({account.name for account in Accounts(session, scope).list()}))

        def pair(draft: Draft) -> NewPair:
            hidden = StandIns(checks, names)  # one for all three texts: the same name is the same person in each
            prompt, first, second = (hidden.hide(clean_text(t)) for t in (draft.prompt, draft.first, draft.second))
            return NewPair(self._ids("par"), prompt, first, second, draft.lineage)

        pairs = [pair(draft) for draft in drafts]
        batch, now, salts = self._ids("bat"), self._clock.now(), [self._random_bytes(16) for _ in range(3 * len(pairs))]
        self._database.write(lambda s: Pairs(s, scope).add_batch(batch, name, pairs, at=now, by=by, salts=salts))
        return batch

    @action(Verb.LABEL)
    def desks(self, actor: Actor) -> tuple[Desk, ...]:
        """Every batch of the school as this annotator stands in it, those with work left first."""
        scope = Scope(actor.school, actor.id)
        with self._database.read() as session:
            batches = [batch for batch in Pairs(session, scope).batches() if not batch.closed]
        found = [self.desk(actor, batch.id, peek=True) for batch in batches]
        return tuple(sorted(found, key=lambda desk: (desk.handed_in is not None, desk.complete)))

    @action(Verb.LABEL)
    def desk(self, actor: Actor, batch_id: str, pair_id: str = "", *, peek: bool = False) -> Desk:
        """Where this annotator stands in a batch, with the next pair, or ``pair_id`` opened again.

        ``peek`` leaves the pair out, for a list of batches.
        """
        scope = Scope(actor.school, actor.id)
        with self._database.read() as session:
            pairs = Pairs(session, scope)
            batch = next((b for b in pairs.batches() if b.id == batch_id), None)
            if batch is None:
                raise NotFound("There is no such set of pairs here.")
            queue = queue_of(actor.id, pairs.ids_in(batch_id))
            mine = Choices(session, scope)
            standing = {pair: c for (_, pair), c in standing_choices(mine.in_batch(batch_id)).items() if pair in queue}
            handed_in = mine.handed_in(batch_id)
            wanted = pair_id or next((pair for pair in queue if pair not in standing), "")
            if pair_id and pair_id not in queue:
                raise NotFound("There is no such pair in this set.")
            pair = pairs.get(wanted) if wanted and not peek else None
        skipped = sum(choice.skipped for choice in standing.values())
        shown = _shown(actor.id, pair, queue.index(wanted), standing.get(wanted)) if pair else None
        return Desk(batch, len(queue), len(standing) - skipped, skipped, handed_in, shown)

    @action(Verb.LABEL)
    def choose(self, actor: Actor, shown: Shown, preference: Preference, *, left_unsafe: bool = False,
               right_unsafe: bool = False, reasons: Sequence[str] = (), note: str = "",
               shown_ms: int | None = None) -> Choice:  # fmt: skip
        """Keep a choice; it is safe on the disk when this returns. A later one on the same pair stands in its place.

        ``shown_ms`` is how long the pair was on the screen. It is never held against anyone.
        """
        unknown = sorted(set(reasons) - set(REASONS))
        if unknown:
            raise BadInput(f"There is no reason called {unknown[0]!r}; use {', '.join(REASONS)}.")
        choice = self._begun(actor, shown, note, preference=preference, left_unsafe=left_unsafe,
                             right_unsafe=right_unsafe, reasons=tuple(r for r in REASONS if r in reasons))  # fmt: skip
        return self._kept(actor, choice, shown, shown_ms)

    @action(Verb.LABEL)
    def skip(self, actor: Actor, shown: Shown, *, note: str = "", left_unsafe: bool = False,
             right_unsafe: bool = False, shown_ms: int | None = None) -> Choice:  # fmt: skip
        """Leave a pair without a preference; safety marks and the note are kept."""
        choice = self._begun(actor, shown, note, preference=None, skipped=True, left_unsafe=left_unsafe,
                             right_unsafe=right_unsafe)  # fmt: skip
        return self._kept(actor, choice, shown, shown_ms)

    @action(Verb.LABEL)
    def undo(self, actor: Actor, batch_id: str) -> str:
        """Take back this annotator's latest choice in a batch; return its pair, or "" when there is none."""
        scope, id, now = Scope(actor.school, actor.id), self._ids("cho"), self._clock.now()
        with self._database.read() as session:
            made = Choices(session, scope).in_batch(batch_id)
        gone = {choice.undoes for choice in made if choice.undoes}
        last = next((c for c in reversed(made) if not c.undoes and c.id not in gone), None)
        if last is None:
            return ""
        back = Choice(id, last.pair_id, actor.id, now, None, last.flipped, undoes=last.id)
        self._database.write(lambda session: Choices(session, scope).append(back, replacing=last.id))
        return last.pair_id

    @action(Verb.LABEL)
    def recent(self, actor: Actor, batch_id: str, limit: int = RECENT) -> tuple[Answered, ...]:
        """The latest choices of this annotator that stand in a batch, newest first."""
        scope = Scope(actor.school, actor.id)
        with self._database.read() as session:
            standing = standing_choices(Choices(session, scope).in_batch(batch_id)).values()
            latest = sorted(standing, key=lambda c: (c.at, c.id), reverse=True)[:limit]
            pairs = Pairs(session, scope).some([choice.pair_id for choice in latest])
        return tuple(Answered(c, pairs[c.pair_id].prompt) for c in latest if c.pair_id in pairs)

    @action(Verb.LABEL)
    def hand_in(self, actor: Actor, batch_id: str) -> None:
        """Say that the batch is done; from here on its choices stay as they are."""
        desk = self.desk(actor, batch_id, peek=True)
        if not desk.complete:
            left = desk.total - desk.chosen - desk.skipped
            raise Conflict(f"{left} of {desk.total} pairs have no choice yet. Choose or skip them first.")
        scope, now = Scope(actor.school, actor.id), self._clock.now()
        self._database.write(lambda session: Choices(session, scope).hand_in(batch_id, at=now))

    def _begun(self, actor: Actor, shown: Shown, note: str, *, preference: Preference | None, left_unsafe: bool,
               right_unsafe: bool, skipped: bool = False, reasons: tuple[str, ...] = ()) -> Choice:  # fmt: skip
        return Choice(self._ids("cho"), shown.pair, actor.id, self._clock.now(), preference, shown.flipped,
                      left_unsafe, right_unsafe, reasons, clean_text(note)[:LONGEST_NOTE], skipped)  # fmt: skip

    def _kept(self, actor: Actor, choice: Choice, shown: Shown, shown_ms: int | None) -> Choice:
        scope, stands = Scope(actor.school, actor.id), shown.earlier.id if shown.earlier else ""
        return self._database.write(
            lambda session: Choices(session, scope).append(choice, replacing=stands, shown_ms=shown_ms)
        )


def _shown(annotator: str, pair: Pair, position: int, earlier: Choice | None) -> Shown:
    flipped = earlier.flipped if earlier else flipped_for(annotator, position)
    left, right = (pair.second, pair.first) if flipped else (pair.first, pair.second)
    return Shown(pair.id, position + 1, pair.prompt, left, right, flipped, earlier)
