"""From a stored turn to its answer: gathers what the pipeline needs, and runs it.

Here the pipeline meets the school: whose turn it is, what holds for this class at this moment, whose names must
not leave, and which limits stop a reply.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from db.accounts import Accounts
from db.classes import Classes
from db.conversations import Conversation, Conversations
from db.engine import Database
from db.profiles import Profiles
from db.schools import Schools
from db.scope import Scope
from db.turns import Turn
from studybuddy_core.checks.readings import readings_of
from studybuddy_core.checks.registry import check_of_class, checks_of
from studybuddy_core.domain.access import Actor, Role
from studybuddy_core.domain.chat import Provider
from studybuddy_core.domain.deciding import decide
from studybuddy_core.domain.errors import StudyBuddyError
from studybuddy_core.domain.messages import AgeBand, Stage, TurnView
from studybuddy_core.domain.patterns import PatternRule
from studybuddy_core.domain.ports import Clock, Judge, TaskReader
from studybuddy_core.domain.procedures import Procedure
from studybuddy_core.domain.records import Ledger
from studybuddy_core.domain.turns import Finished, Hold, Released, School, TurnInput
from studybuddy_core.guardrails.procedures import script_text
from studybuddy_core.pipeline.flagging import flag_for
from studybuddy_core.pipeline.scoring import score_alone
from studybuddy_core.pipeline.turning import TurnPipeline
from studybuddy_core.pipeline.under_way import Standing
from studybuddy_core.services.acting import open_door
from studybuddy_core.services.freshly import Freshly
from studybuddy_core.services.in_force import InForce
from studybuddy_core.services.shelves import Shelves
from studybuddy_core.services.standings import Standings
from studybuddy_core.services.timing import BREAK, minutes_of, time_hold

logger = logging.getLogger(__name__)

FACTS_FRESH_S = 5.0


class AnsweringTurns:
    """Answers stored turns through the five layers; also says what holds for a child right now."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        in_force: InForce,
        ledger: Callable[[str], Ledger],
        *,
        provider: Provider,
        inside: Provider,
        shelves: Shelves,
        tasks: TaskReader,
        judge: Judge | None = None,
    ) -> None:
        self._database, self._clock, self.in_force, self._ledger = database, clock, in_force, ledger
        self._provider, self._inside, self._shelves, self._tasks = provider, inside, shelves, tasks
        self._judge = judge
        self._standings = Standings(database, clock)
        self._facts = Freshly(self._read_facts, clock.monotonic, seconds=FACTS_FRESH_S)
        self._gate = threading.Lock()
        self._pipelines: dict[tuple[str, str, tuple[PatternRule, ...]], TurnPipeline] = {}

    @property
    def provider(self) -> Provider:
        """Who answers: for "built-in tutor (no language model)" on the pages."""
        return self._provider

    def sources_of(self, school: str) -> Mapping[str, str]:
        """"Title · source" of the passages that answers of this school name, by id."""
        return self._shelves.titles(school)

    def pipeline(
        self, school: str, procedure: Procedure, shadow: tuple[PatternRule, ...] = (),
        of_class: tuple[PatternRule, ...] = (), *, class_id: str = "",
    ) -> TurnPipeline:  # fmt: skip
        """The pipeline of a school under a procedure, with rules in ``shadow`` scored beside its own; made once.

        Words ``of_class`` come and go with a week, so the check of them is added to that pipeline each time. It is
        answered from the shelf of the class, or ("") from what the whole school has.
        """
        key = (school, procedure.id, shadow)
        with self._gate:
            found = self._pipelines.get(key)
            if found is None:
                found = TurnPipeline(checks_of(procedure, shadow), procedure, self._provider,
                                     self._shelves.of(school, ""), self._tasks, self._ledger(school), self._clock,
                                     self._inside, self._judge)  # fmt: skip
                self._pipelines[key] = found
        if of_class:
            found = replace(found, checks=(*found.checks, check_of_class(of_class)))
        return replace(found, retriever=self._shelves.of(school, class_id)) if class_id else found

    def answer(self, turn: Turn, hold: Hold | None) -> Iterator[None]:
        """Take a turn through the pipeline; yields whenever there is something new to show."""
        scope = Scope(turn.school, "tutor")
        with self._database.read() as session:
            talks = Conversations(session, scope)
            talk = talks.get(turn.conversation)
            words = talks.words(turn)
            own_name = Accounts(session, scope).get(talk.learner).name
            profile = Profiles(session, scope).holding(talk.class_id, talk.learner)
        self._standings.lately.afresh(turn.school)  # a pause of a moment ago holds before anything is asked
        active = self.in_force.at(turn.school, talk.class_id)
        procedure = self.spoken(turn.school, active.procedure)
        with self._database.read() as session:
            history = Conversations(session, scope).history(
                talk.id, before_turn=turn.turn_no, limit=procedure.limits.history_turns
            )
        facts = self.school_facts(turn.school, talk.class_id)
        facts = replace(facts, names=tuple(dict.fromkeys((*facts.names, own_name))))  # also of a child in no class
        around = active.around(profile, self._clock.now())
        minutes = minutes_of(self._database, turn.school, talk.class_id, talk.learner, self._clock.now())
        hold = hold or time_hold(minutes)
        given = TurnInput(turn.id, words, profile.speaks_to(talk.band), talk.grade, history, talk.task, facts,
                          talk.class_id, talk.care, around, BREAK if minutes.nudge else "")  # fmt: skip
        rules = profile.rules_for(talk.band)
        standing = Standing(
            effective=lambda: self.in_force.at(turn.school, talk.class_id).effective(
                rules, self._clock.now(), patterns=active.patterns
            ),
            hold=lambda: self._standings.lately(turn.school).hold(talk.class_id, talk.learner) or hold,
            cancelled=lambda: self._standings.cancelled(turn.id),
        )
        try:
            pipeline = self.pipeline(turn.school, procedure, active.shadow, active.patterns, class_id=talk.class_id)
            for event in pipeline.run(given, standing, active.activation.id):
                if isinstance(event, Released | Finished):
                    yield
        except StudyBuddyError:
            logger.exception("turn %s could not be kept; nothing more of it is shown", turn.id)

    def calls_an_adult(self, talk: Conversation, text: str) -> bool:
        """Whether the checks and the policy in force would call an adult for a child's words; nothing is kept."""
        active = self.in_force.at(talk.school, talk.class_id)
        facts = self.school_facts(talk.school, talk.class_id)
        with self._database.read() as session:
            history = Conversations(session, Scope(talk.school, "tutor")).history(
                talk.id, before_turn=talk.turns + 1, limit=active.procedure.limits.history_turns
            )
            profile = Profiles(session, Scope(talk.school, "tutor")).holding(talk.class_id, talk.learner)
        view = TurnView(Stage.INPUT, text, readings=readings_of(text), history=history, task=talk.task,
                        names=facts.names, staff=facts.staff)  # fmt: skip
        pipeline = self.pipeline(talk.school, active.procedure, active.shadow, active.patterns)
        signals = score_alone(view, pipeline.checks)
        effective = active.effective(profile.rules_for(talk.band), self._clock.now())
        flag = flag_for(decide(signals, effective, Stage.INPUT))
        return flag is not None and not flag.quiet

    def spoken(self, school: str, procedure: Procedure) -> Procedure:
        """The procedure with the voice this school has chosen."""
        voice = self._standings.lately(school).own.voice
        return procedure if voice == procedure.voice else replace(procedure, voice="friendly")

    def hold_now(self, school: str, class_id: str, learner: str) -> Hold | None:
        """What stops replies to this child right now, or did a blink ago: closed, stopped, paused, out of minutes."""
        hold = self._standings.lately(school).hold(class_id, learner)
        return hold or time_hold(minutes_of(self._database, school, class_id, learner, self._clock.now()))

    def school_facts(self, school: str, class_id: str) -> School:
        """What scripts and checks may know of the school: helplines, contact, and names that must not leave."""
        return self._facts((school, class_id))

    def pupils(self, school: str, classes: frozenset[str] | None) -> tuple[str, ...]:
        """The names of the learners of some classes, or (None) of the whole school: what must not leave."""
        with self._database.read() as session:
            found = Accounts(session, Scope(school, "tutor", classes)).list(role=Role.LEARNER)
        return tuple(account.name for account in found)

    def _read_facts(self, whose: tuple[str, str]) -> School:
        school, class_id = whose
        with self._database.read() as session:
            scope = Scope(school, "tutor")
            own = Schools(session, scope).own()
            pupils = Classes(session, scope).members(class_id, role=Role.LEARNER) if class_id else ()
            staff = [a for role in Role if role is not Role.LEARNER for a in Accounts(session, scope).list(role=role)]
        return School(own.helplines, own.contact, own.hours, tuple(a.name for a in pupils),
                      tuple(a.name for a in staff))  # fmt: skip

    @open_door("it reads the actor's own account alone")
    def schooling(self, actor: Actor) -> tuple[AgeBand, int, str]:
        """A learner's age band, grade and class."""
        with self._database.read() as session:
            account = Accounts(session, Scope(actor.school, actor.id)).get(actor.id)
        return account.band or AgeBand.YOUNGER, account.grade or 1, min(account.classes, default="")

    def script(self, school: str, talk: Conversation, script_id: str) -> str:
        """The fixed text of a script for this talk's child."""
        procedure = self.in_force.at(school, talk.class_id).procedure
        return script_text(procedure, script_id, talk.band, self.school_facts(school, talk.class_id))
