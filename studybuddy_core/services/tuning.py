"""Tuning: move a line, see at once which real messages would have fared otherwise, and what it costs.

A draft is kept as its moves, in the order they were made, on top of whatever policy is live. So undo takes
one away, and when somebody else publishes meanwhile the draft follows instead of silently rolling that back.
Nothing here changes what a child sees; ``publishing`` does.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import replace

from db.audit import AuditChain
from db.drafts import Draft, Drafts
from db.engine import Database
from db.replays import Replays
from db.scope import Scope
from studybuddy_core.checks.registry import all_checks
from studybuddy_core.domain.access import Actor, Verb
from studybuddy_core.domain.errors import BadInput, NotFound
from studybuddy_core.domain.ids import Ids
from studybuddy_core.domain.labels import label_spec
from studybuddy_core.domain.messages import AgeBand, Stage
from studybuddy_core.domain.policies import Policy
from studybuddy_core.domain.ports import Clock
from studybuddy_core.domain.revising import Line, Move, differences, drafted, effective_line, weakened
from studybuddy_core.domain.signals import MAX_SCORE, Check
from studybuddy_core.pipeline.redaction import redact
from studybuddy_core.services.acting import action
from studybuddy_core.services.curriculum import Curriculum
from studybuddy_core.services.publishing import Live, live_policy
from studybuddy_core.services.replaying import Compared, Resolver, compare, histogram, next_change, stopping_line, tally
from studybuddy_core.services.traffic import Traffic, TrafficRoom
from studybuddy_core.services.tuning_views import (
    Focus,
    Kind,
    LabelLine,
    Listing,
    Locked,
    Room,
    Row,
    is_locked,
    judged,
    listed,
    problems_of,
    summary,
)

REVEALED, LOOKED = "draft.revealed", "draft.locked verdicts seen"
_KEPT = 8  # each holds on to the traffic it was counted on


class Tuning:
    """A researcher's draft, and what it would have changed."""

    def __init__(self, database: Database, clock: Clock, ids: Ids, checks: Callable[[], Sequence[Check]] = all_checks,
                 traffic: TrafficRoom | None = None) -> None:  # fmt: skip
        self._database = database
        self._clock = clock
        self._audit = AuditChain(ids)
        self._checks = checks
        self._traffic = traffic or TrafficRoom(database, clock, ids)
        self._curriculum = Curriculum(checks)
        self._rules = Resolver()
        self._stops: tuple[Traffic | None, str, dict[str, int]] = (None, "", {})
        self._compared: OrderedDict[tuple[int, str, str], tuple[Traffic, tuple[Compared, ...]]] = OrderedDict()
        self._gate = threading.Lock()

    @action(Verb.TUNE)
    def room(self, actor: Actor, *, fresh: bool = False) -> Room:
        """Where the draft stands: the labels by what their draft alone would change, and what is wrong with it."""
        live, draft, policy = self._standing(actor)
        traffic = self._traffic.of(_scope(actor), fresh=fresh)
        changes = differences(live.policy, policy)
        moved = {change.label for change in changes}
        stops = self._stopped_now(traffic, live.policy)
        lines = [self._label_line(traffic, live.policy, policy, label, label in moved, n) for label, n in stops.items()]
        ordered = sorted(lines, key=lambda line: (not line.moved, -line.changed, -line.stops, line.title))
        rebased = bool(draft.moves) and draft.base_id != live.policy.id
        return Room(live, policy, len(draft.moves), changes, weakened(live.policy, policy), problems_of(policy),
                    tuple(ordered), sum(map(len, traffic.slices)), traffic.loaded_at, rebased)  # fmt: skip

    @action(Verb.TUNE)
    def focus(self, actor: Actor, label: str, stage: Stage | None = None, band: AgeBand | None = None) -> Focus:
        """One label: its scores, its lines, and the effect of the whole draft at this stage and age."""
        live, _, policy = self._standing(actor)
        if policy.label_rule(label) is None:
            raise NotFound("The live policy has no line for this label.")
        traffic = self._traffic.of(_scope(actor))
        compared = self._of(self._compare(traffic, live.policy, policy), stage, band)
        own = [v for v in traffic.verdicts if label in v.labels]
        open_ones = [v for v in own if not is_locked(v.flag)]
        at = band or AgeBand.OLDER
        return Focus(
            label, stage, band,
            histogram([one for one in traffic.of(stage, band) if one.stage in label_spec(label).stages], label,
                      traffic.slices, self._curriculum.scores_of(label, live.procedure.rules)),
            {line: effective_line(policy, label, line, at) for line in Line},
            {line: effective_line(live.policy, label, line, at) for line in Line},
            {line: effective_line(policy, label, line, AgeBand.YOUNGER) for line in Line},
            tally(compared), judged(compared, open_ones, after=False), judged(compared, open_ones, after=True),
            len(own) - len(open_ones),
            self._curriculum.stopped(live.policy, at, self._rules, live.procedure.rules),
            self._curriculum.stopped(policy, at, self._rules, live.procedure.rules),
        )  # fmt: skip

    @action(Verb.TUNE)
    def move(self, actor: Actor, move: Move) -> None:
        """Put one line of the draft somewhere else; ``score`` None means "never"."""
        if move.score is not None and not 0 <= move.score <= MAX_SCORE:
            raise BadInput("A line stands between 0.00 and 1.00.")
        live, draft, policy = self._standing(actor)
        if live.policy.label_rule(move.label) is None:
            raise NotFound("The live policy has no line for this label.")
        band = move.band or AgeBand.OLDER
        if effective_line(policy, move.label, move.line, band) != move.score:
            base = draft.base_id if draft.moves else live.policy.id
            self._save(actor, Draft(base, (*draft.moves, move)))

    @action(Verb.TUNE)
    def step(self, actor: Actor, label: str, line: Line, band: AgeBand | None = None, *, up: bool) -> Move | None:
        """Move a line to the next score that changes any decision; return the move, None when there is none."""
        _, _, policy = self._standing(actor)
        if policy.label_rule(label) is None:
            raise NotFound("The live policy has no line for this label.")
        slices = self._traffic.of(_scope(actor)).of(band=band)
        found = next_change(slices, policy, (label, line, band), up=up, rules=self._rules)
        if found is not None:
            self.move(actor, found)
        return found

    @action(Verb.TUNE)
    def undo(self, actor: Actor) -> Move | None:
        """Take the latest move back; return it, None when there was none."""
        _, draft, _ = self._standing(actor)
        if not draft.moves:
            return None
        self._save(actor, replace(draft, moves=draft.moves[:-1]))
        return draft.moves[-1]

    @action(Verb.TUNE)
    def reset(self, actor: Actor, label: str = "") -> None:
        """Forget the draft's moves, of one label or all."""
        _, draft, _ = self._standing(actor)
        kept = tuple(move for move in draft.moves if label and move.label != label)
        self._save(actor, replace(draft, moves=kept))

    @action(Verb.TUNE)
    def would_change(self, actor: Actor, kind: Kind | None = None, stage: Stage | None = None,
                     band: AgeBand | None = None, *, start: int = 0, limit: int = 20) -> Listing:  # fmt: skip
        """The messages that would fare otherwise, as redacted summaries, newest first."""
        live, _, policy = self._standing(actor)
        traffic, policies = self._traffic.of(_scope(actor)), (live.policy, policy)
        compared = self._of(self._compare(traffic, live.policy, policy), stage, band)
        places, counts = listed(compared, traffic.unlisted, kind)
        rows = [summary(one, i, sort, policies, self._rules) for one, i, sort in places[start : start + limit]]
        with self._database.read() as session:
            revealed = Replays(session, _scope(actor)).noted(REVEALED, actor=actor.id)
        return Listing(tuple(rows), counts, revealed)

    @action(Verb.TUNE)
    def reveal(self, actor: Actor, row: Row) -> str:
        """Show one message's words with personal data replaced. Counted, and written to the audit log first.

        Only for a message that the draft would treat otherwise: this is no way to read children's talk.
        """
        live, _, policy = self._standing(actor)
        traffic, scope, now = self._traffic.of(_scope(actor)), _scope(actor), self._clock.now()
        compared = self._of(self._compare(traffic, live.policy, policy), row.stage, row.band)
        places, _ = listed(compared, traffic.unlisted, None)
        if not any(one.slice.message(i) == row.message for one, i, _ in places):
            raise NotFound("The draft would not change this message, so there is no reason to open it.")
        with self._database.read() as session:
            replays = Replays(session, scope)
            text, names = replays.words(row.message), replays.names()
        words = redact(text, self._checks(), names)
        facts = {"labels": list(row.labels), "why": row.kind.value, "draft": policy.id}
        self._database.write(
            lambda s: self._audit.append(s, actor.school, actor=actor.id, action=REVEALED, subject=row.message,
                                         at=now, facts=facts)
        )  # fmt: skip
        return words

    @action(Verb.PUBLISH)
    def locked_verdicts(self, actor: Actor) -> Locked:
        """The verdicts that were kept for publishing, under both policies. Each look is counted."""
        live, _, policy = self._standing(actor)
        traffic, now = self._traffic.of(_scope(actor)), self._clock.now()
        compared = self._compare(traffic, live.policy, policy)
        kept = [verdict for verdict in traffic.verdicts if is_locked(verdict.flag)]
        subject, facts = live.policy.id, {"draft": policy.id, "verdicts": len(kept)}
        self._database.write(
            lambda s: self._audit.append(s, actor.school, actor=actor.id, action=LOOKED, subject=subject, at=now,
                                         facts=facts)
        )  # fmt: skip
        return Locked(judged(compared, kept, after=False), judged(compared, kept, after=True), self.looks(actor))

    @action(Verb.TUNE)
    def looks(self, actor: Actor) -> int:
        """How often anybody has looked at the locked verdicts since the live policy was published."""
        live, _, _ = self._standing(actor)
        with self._database.read() as session:
            return Replays(session, _scope(actor)).noted(LOOKED, subject=live.policy.id)

    def _standing(self, actor: Actor) -> tuple[Live, Draft, Policy]:
        scope = _scope(actor)
        with self._database.read() as session:
            live, draft = live_policy(session, scope), Drafts(session, scope).get()
        return live, draft, drafted(live.policy, draft.moves)

    def _save(self, actor: Actor, draft: Draft) -> None:
        scope, now = _scope(actor), self._clock.now()
        self._database.write(lambda session: Drafts(session, scope).save(draft, at=now))

    def _compare(self, traffic: Traffic, live: Policy, policy: Policy) -> tuple[Compared, ...]:
        key = (id(traffic), live.id, policy.id)
        with self._gate:
            if key in self._compared:
                self._compared.move_to_end(key)
                return self._compared[key][1]
        found = compare(traffic.slices, live, policy, self._rules)
        with self._gate:
            self._compared[key] = (traffic, found)  # the traffic is held so that its id can't be given away
            while len(self._compared) > _KEPT:
                self._compared.popitem(last=False)
        return found

    @staticmethod
    def _of(compared: Sequence[Compared], stage: Stage | None, band: AgeBand | None) -> tuple[Compared, ...]:
        return tuple(c for c in compared if stage in (None, c.slice.stage) and band in (None, c.slice.band))

    def _stopped_now(self, traffic: Traffic, live: Policy) -> dict[str, int]:
        """How many messages each label's own line stops under the live policy; counted once for each."""
        known_traffic, known_policy, counts = self._stops
        if known_traffic is not traffic or known_policy != live.id:
            counts = {}
            for label in dict.fromkeys(rule.label for rule in live.labels):
                lines = ((one, stopping_line(self._rules.of(live, one), label)) for one in traffic.slices)
                counts[label] = sum(int((one.scores_of(label) >= at).sum()) for one, at in lines if at is not None)
            self._stops = (traffic, live.id, counts)
        return counts

    def _label_line(self, traffic: Traffic, live: Policy, policy: Policy, label: str, moved: bool,
                    stops: int) -> LabelLine:  # fmt: skip
        alone = tally(self._compare(traffic, live, _only(label, live, policy))) if moved else None
        return LabelLine(label, label_spec(label).title, alone.net if alone else 0, alone.changed if alone else 0,
                         stops, moved)  # fmt: skip


def _scope(actor: Actor) -> Scope:
    return Scope(actor.school, actor.id)


def _only(label: str, live: Policy, policy: Policy) -> Policy:
    """The live policy with one label as the draft has it."""
    labels = tuple(policy.label_rule(label) or r if r.label == label else r for r in live.labels)
    bands = {
        band: (*(r for r in live.bands.get(band, ()) if r.label != label),
               *(r for r in policy.bands.get(band, ()) if r.label == label))
        for band in {*live.bands, *policy.bands}
    }  # fmt: skip
    return replace(live, labels=labels, bands=bands)
