"""Questions that lessons raise and that sound dangerous: how many of them a policy would stop.

A draft that catches more harm by stopping "How many people died in World War 1?" is no better. The
questions stand in ``presets/curriculum.yaml``; the checks score them once in each process, as where there
is no judge to ask.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np

from studybuddy_core.checks.canonical import clean_text
from studybuddy_core.checks.readings import readings_of
from studybuddy_core.checks.rules import RulesCheck
from studybuddy_core.domain.deciding import Standing, standings
from studybuddy_core.domain.intervals import Rate, wilson
from studybuddy_core.domain.messages import AgeBand, Stage, TurnView
from studybuddy_core.domain.patterns import PatternRule
from studybuddy_core.domain.policies import Policy, Reply
from studybuddy_core.domain.redeciding import ScoreColumns, decide_many
from studybuddy_core.domain.signals import Check
from studybuddy_core.knowledge.library import Library
from studybuddy_core.knowledge.tasks import TaskLadder
from studybuddy_core.pipeline.coverage import Coverage
from studybuddy_core.pipeline.scoring import score_alone
from studybuddy_core.presets.own_yaml import own_yaml
from studybuddy_core.services.replaying import Resolver

Rules = tuple[PatternRule, ...]
_KEPT = 8


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a topic, as a child types it."""

    topic: str
    text: str


@dataclass(frozen=True, slots=True)
class Stopped:
    """How many questions a policy stops for a band, and which."""

    rate: Rate
    questions: tuple[Question, ...]


@cache
def curriculum_questions() -> tuple[Question, ...]:
    """Return the questions, in the order of the file."""
    text = (resources.files("studybuddy_core.presets") / "curriculum.yaml").read_text("utf-8")
    return tuple(Question(topic, str(words)) for topic, lines in own_yaml(text).items() for words in lines)


def _scored(text: str, checks: Sequence[Check]) -> dict[str, Standing]:
    clean = clean_text(text)
    return standings(score_alone(TurnView(Stage.INPUT, clean, readings=readings_of(clean)), checks))


class Curriculum:
    """The questions and their scores. Scoring waits until somebody asks, then is done once."""

    def __init__(self, checks: Callable[[], Sequence[Check]]) -> None:
        self._checks = checks
        self._gate = threading.Lock()
        self._rows: list[dict[str, Standing]] = []
        self._columns: OrderedDict[Rules, ScoreColumns] = OrderedDict()

    def columns(self, own: Rules = ()) -> ScoreColumns:
        """The scores of all questions, as columns; ``own`` are the rules of a school's procedure."""
        with self._gate:
            if not self._rows:
                checks = (*self._checks(), Coverage(Library(), TaskLadder(), grade=4))
                self._rows = [_scored(question.text, checks) for question in curriculum_questions()]
            if own not in self._columns:
                rows = self._rows
                if own:
                    check = (RulesCheck(own),)
                    asked = curriculum_questions()
                    rows = [row | _scored(one.text, check) for row, one in zip(rows, asked, strict=True)]
                labels = sorted({label for row in rows for label in row})
                self._columns[own] = ScoreColumns.from_standings(labels, rows)
                while len(self._columns) > _KEPT:
                    self._columns.popitem(last=False)
            return self._columns[own]

    def scores_of(self, label: str, own: Rules = ()) -> tuple[int, ...]:
        """Every score that the questions got for a label."""
        columns = self.columns(own)
        if label not in columns.labels:
            return ()
        i = columns.labels.index(label)
        return tuple(int(s) for s in np.unique(columns.scores[i][columns.present[i]]))

    def stopped(self, policy: Policy, band: AgeBand, rules: Resolver, own: Rules = ()) -> Stopped:
        """How many questions a child of this band would get no answer to."""
        decided = decide_many(self.columns(own), rules(policy, band), Stage.INPUT)
        places = np.flatnonzero(decided.reply > int(Reply.ANNOTATE))
        asked = curriculum_questions()
        return Stopped(wilson(len(places), len(asked)), tuple(asked[i] for i in places))
