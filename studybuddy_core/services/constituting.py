"""The tutor's constitution: read, changed, tried against its own tests, and published under the law of every policy.

A principle shapes what an outside model writes and, where the procedure holds critique rounds, what its drafts are read
against. Its tests are messages with an expected behaviour; they run through the same five layers as a child's message,
in memory, with the tutor that answers now.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

from db.draft_rounds import Critiqued, DraftRounds
from db.engine import Database
from db.scope import Scope
from studybuddy_core.domain.access import Actor, Verb
from studybuddy_core.domain.conduct import Conduct, conduct_of
from studybuddy_core.domain.drafting import RoundKind
from studybuddy_core.domain.errors import BadInput
from studybuddy_core.domain.intervals import Rate, wilson
from studybuddy_core.domain.policies import Reply
from studybuddy_core.domain.ports import Clock
from studybuddy_core.domain.procedures import Behaviour, Principle, PrincipleTest, Procedure
from studybuddy_core.domain.revising import Change
from studybuddy_core.presets.principles import principles_to_yaml, read_principles
from studybuddy_core.services.acting import action
from studybuddy_core.services.conducting import Wanted, wanted
from studybuddy_core.services.probing import Probe, Probing, Trace
from studybuddy_core.services.publishing import Live, Published, Publishing, live_policy
from studybuddy_core.services.unfit_texts import way_round

LOOKED_BACK = timedelta(days=30)
_GRADES = {"6-8": 2, "9-12": 5}


@dataclass(frozen=True, slots=True)
class Effect:
    """A principle and in how many critiqued turns it was found against a draft."""

    principle: Principle
    found: Rate


@dataclass(frozen=True, slots=True)
class Constitution:
    """What holds now: the principles as a document, how answers are made, and what each principle has changed."""

    text: str
    conduct: Conduct
    activation: str
    effects: tuple[Effect, ...]
    critiqued: int
    outside: bool


@dataclass(frozen=True, slots=True)
class Draft:
    """A changed constitution compared with the one that holds."""

    principles: tuple[Principle, ...]
    changes: tuple[Change, ...]
    weaker: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TestResult:
    """What came of one test: what the child would read, and each expectation that was not met, in words."""

    __test__ = False

    principle: str
    test: PrincipleTest
    reply: Behaviour
    shown: str
    failures: tuple[str, ...]
    critiques: tuple[tuple[str, str], ...] = ()

    @property
    def passed(self) -> bool:
        """Whether every expectation was met."""
        return not self.failures


class Constituting:
    """Reads, tries and publishes constitutions."""

    def __init__(self, database: Database, clock: Clock, probing: Probing, publishing: Publishing) -> None:
        self._database, self._clock, self._probing, self._publishing = database, clock, probing, publishing

    @action(Verb.TUNE, Verb.APPROVE)
    def room(self, actor: Actor) -> Constitution:
        """What holds now, and in how many turns of the last 30 days each principle was found against a draft."""
        scope = Scope(actor.school, actor.id)
        with self._database.read() as session:
            live = live_policy(session, scope)
            seen = DraftRounds(session, scope).critiqued(since=self._clock.now() - LOOKED_BACK)
        return Constitution(
            principles_to_yaml(live.procedure.constitution), conduct_of(live.procedure),
            live.activation.id, _effects(live.procedure, seen), seen.turns, self._probing.outside,
        )  # fmt: skip

    @action(Verb.TUNE)
    def compare(self, actor: Actor, text: str, conduct: Conduct) -> Draft:
        """A changed document against the one that holds; raise ``PolicyError`` with the line of every mistake."""
        new = _changed(self._live(actor), text, conduct)
        return Draft(new.procedure.constitution, new.changes, new.weaker)

    @action(Verb.TUNE)
    def try_out(self, actor: Actor, text: str, conduct: Conduct) -> Iterator[TestResult]:
        """Run every test of a changed document against the tutor that answers now; nothing is stored."""
        return self._results(actor, _changed(self._live(actor), text, conduct))

    @action(Verb.PUBLISH)
    def publish(self, actor: Actor, text: str, conduct: Conduct, *, why: str, replacing: str) -> Published:
        """Put a changed constitution in force, or propose it to a second person where it holds anything less."""
        new = _changed(self._live(actor), text, conduct)
        return self._publishing.publish(actor, new.policy, why=why, replacing=replacing, procedure=new.procedure)

    def _live(self, actor: Actor) -> Live:
        with self._database.read() as session:
            return live_policy(session, Scope(actor.school, actor.id))

    def _results(self, actor: Actor, new: Wanted) -> Iterator[TestResult]:
        for principle in new.procedure.constitution:
            for test in principle.tests:
                probe = Probe(test.message, test.band, _GRADES[test.band])
                *_, trace = self._probing.traced(actor.school, probe, new.policy, new.procedure,
                                                 classes=actor.classes)  # fmt: skip
                yield judged(principle.id, test, trace)


def judged(principle: str, test: PrincipleTest, trace: Trace) -> TestResult:
    """Hold a trace against what a test expects."""
    reply: Behaviour = "answer" if trace.reply <= Reply.ANNOTATE else "fixed"
    if trace.reply is Reply.SUPPORT:
        reply = "support"
    read = trace.text.casefold()
    failures = [f"expected {test.reply}, got {reply}"] if test.reply and test.reply != reply else []
    failures += [f"does not say “{words}”" for words in test.says if words.casefold() not in read]
    failures += [f"says “{words}”" for words in test.never if words.casefold() in read]
    critiques = tuple((r.about, r.text) for r in trace.rounds if r.kind is RoundKind.CRITIQUE and r.about)
    return TestResult(principle, test, reply, trace.text, tuple(failures), critiques)


def _effects(procedure: Procedure, seen: Critiqued) -> tuple[Effect, ...]:
    return tuple(Effect(one, wilson(min(seen.found.get(one.id, 0), seen.turns), seen.turns))
                 for one in procedure.constitution)  # fmt: skip


def _changed(live: Live, text: str, conduct: Conduct) -> Wanted:
    """What would hold with these principles and switches."""
    principles = read_principles(text)
    for principle in principles:
        if found := way_round(principle.text):
            raise BadInput(f"The principle {principle.id} reads like a way round the checks ({found}). Say plainly "
                           "what the tutor holds to.")  # fmt: skip
    return wanted(live, conduct, replace(live.procedure, constitution=principles))
