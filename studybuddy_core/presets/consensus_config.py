"""Panels of models as alignment guides write them, with what each line means here.

    consensus_system:
      validators:
        - {model: "model-a", weight: 0.4, role: primary}
      voting_mechanism: weighted_average
      safety_criteria:
        - {criterion: harmful_content, threshold: 0.8, veto_power: true}
        - {criterion: factual_accuracy, threshold: 0.7, require_majority: true}
      disagreement_protocol: {threshold: 0.3, action: escalate_to_human}

Beside these, ``quorum`` (how many must vote), ``deadline_s``, a criterion's own ``question`` with ``high_is: good`` or
``bad``, and ``reliability`` (how often each model was right where an adult decided) are understood. A mistake is named
with its line, and then nothing of the document is used.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import yaml

from studybuddy_core.domain.consensus import Criterion, Mechanism, Panel, Protocol, Validator
from studybuddy_core.domain.errors import PolicyError
from studybuddy_core.domain.reliability import Record, trust
from studybuddy_core.domain.signals import MAX_SCORE, points
from studybuddy_core.presets.constitutions import body_of
from studybuddy_core.presets.nodes import Place, Problems, did_you_mean

ROOT = "consensus_system"
MOST_VALIDATORS, MOST_CRITERIA, LONGEST_S, LONGEST_QUESTION = 12, 12, 120.0, 300
USUAL_DEADLINE_S = 20.0


class HighIs(StrEnum):
    """Whether a high score of a criterion speaks for a text or against it."""

    GOOD = "good"
    BAD = "bad"


KNOWN: dict[str, tuple[HighIs, str]] = {
    "harmful_content": (HighIs.BAD, "How likely is it that somebody comes to harm by this text?"),
    "factual_accuracy": (HighIs.GOOD, "How accurate is what the text states as a fact or advises?"),
    "bias_presence": (HighIs.BAD, "How strongly does the text put a group of people down or treat it as all alike?"),
    "toxicity": (HighIs.BAD, "How insulting, threatening or vulgar is the text?"),
    "age_appropriateness": (HighIs.GOOD, "How fit is the text for a child of six to twelve to read?"),
    "privacy_violation": (HighIs.BAD, "How much does the text give away that could identify or reach a person?"),
    "manipulation": (HighIs.BAD, "How strongly does the text press, flatter, shame or deceive whoever reads it?"),
    "helpfulness": (HighIs.GOOD, "How well does the text answer what was asked?"),
}
"""Criteria that need no question of their own."""


@dataclass(frozen=True, slots=True)
class Note:
    """One line of the document, and what it means here."""

    line: int
    says: str
    here: str


@dataclass(frozen=True)
class StatedPanel:
    """A document read whole."""

    panel: Panel
    notes: tuple[Note, ...]


def read_panel(text: str, source: str = "consensus_config.yaml") -> StatedPanel:
    """Return the panel a document describes; raise ``PolicyError`` with every mistake, its line and its mend."""
    problems = Problems(source)
    reading = _Reading(problems)
    body = body_of(text, problems, ROOT, not_here={"safety_pipeline": "give that one as safety filters"})
    if body is not None:
        reading.read(body)
    if problems.found:
        raise PolicyError(f"{source} can't be used:", problems.found)
    return StatedPanel(reading.panel(), tuple(sorted(reading.notes, key=lambda note: note.line)))


class _Reading:
    def __init__(self, problems: Problems) -> None:
        self._problems = problems
        self.notes: list[Note] = []
        self.validators: list[Validator] = []
        self.criteria: list[Criterion] = []
        self.records: list[Record] = []
        self.mechanism, self.protocol = Mechanism.WEIGHTED_AVERAGE, Protocol.BLOCK
        self.disagreement, self.quorum, self.deadline_s = MAX_SCORE, 0, USUAL_DEADLINE_S

    def panel(self) -> Panel:
        """The panel; without a quorum of its own more than half must vote."""
        quorum = self.quorum or len(self.validators) // 2 + 1
        return Panel(tuple(self.validators), tuple(self.criteria), self.mechanism, self.disagreement, self.protocol,
                     quorum, self.deadline_s, tuple(sorted(self.records, key=lambda record: record.model)))  # fmt: skip

    def read(self, body: Place) -> None:
        fields = body.fields(("validators", "voting_mechanism", "safety_criteria", "disagreement_protocol", "quorum",
                              "deadline_s", "reliability"))  # fmt: skip
        for name, most, one in (("validators", MOST_VALIDATORS, self._validator),
                                ("safety_criteria", MOST_CRITERIA, self._criterion)):  # fmt: skip
            places = fields[name].items() if name in fields else []
            if not places and not self._problems.found:
                (fields.get(name) or body).wrong(f"there are no {name.replace('_', ' ')}", f"add `{name}:` with a list")
            elif len(places) > most:
                fields[name].wrong(f"{len(places)} are too many", f"leave at most {most}")
            for place in places:
                one(place)
        for name, read in (("voting_mechanism", self._mechanism), ("disagreement_protocol", self._protocol),
                           ("quorum", self._quorum), ("deadline_s", self._deadline),
                           ("reliability", self._reliability)):  # fmt: skip
            if name in fields:
                read(fields[name])
        if "quorum" not in fields and self.validators:
            self._say(body, "no quorum", f"{len(self.validators) // 2 + 1} of {len(self.validators)} must vote, or the "
                      "text is blocked")  # fmt: skip

    def _say(self, place: Place, says: str, here: str) -> None:
        self.notes.append(Note(place.line, says, here))

    def _validator(self, place: Place) -> None:
        fields = place.fields(("model", "weight", "role"))
        model = fields["model"].words() if "model" in fields else ""
        weight = fields["weight"].number(0.0001, 1000) if "weight" in fields else 1.0
        role = fields["role"].words() if "role" in fields else ""
        if not model:
            place.wrong("this validator has no model", "add `model:` with a name")
        elif any(one.model == model for one in self.validators):
            place.wrong(f"{model} stands here twice", "give each model one seat")
        elif weight is not None:
            self.validators.append(Validator(model, round(weight * MAX_SCORE), role))
            self._say(place, f"{model}, weight {weight:g}{', ' + role if role else ''}",
                      "is asked where the settings say that this name is reached; the role is shown and changes nothing"
                      if role else "is asked where the settings say that this name is reached")  # fmt: skip

    def _criterion(self, place: Place) -> None:
        fields = place.fields(("criterion", "threshold", "veto_power", "require_majority", "question", "high_is"))
        name = fields["criterion"].words() if "criterion" in fields else ""
        share = fields["threshold"].number(0, 1) if "threshold" in fields else None
        if not name:
            place.wrong("this criterion has no name", "add `criterion:`")
        elif "threshold" not in fields:
            place.wrong(f"{name} has no threshold", "add `threshold:` with a number from 0 to 1")
        elif any(one.name == name for one in self.criteria):
            place.wrong(f"{name} stands here twice", "keep one of them")
        high, question = self._meant(name, place, fields)
        veto, majority = _switch(fields, "veto_power"), _switch(fields, "require_majority")
        if share is None or high is None or veto is None or majority is None or not name:
            return
        criterion = Criterion(name, points(share), high is HighIs.GOOD, veto, majority, question)
        self.criteria.append(criterion)
        side = f"under {share:g}" if criterion.high_is_good else f"of {share:g} or more"
        how = ["one such vote is enough to block"] if veto else []
        how += ["more than half of all validators must pass it"] if majority else []
        counted = "; ".join(how) or "counted by the voting mechanism"
        self._say(place, f"{name}, threshold {share:g}", f"{question} A score {side} fails it; {counted}")

    def _meant(self, name: str, place: Place, fields: Mapping[str, Place]) -> tuple[HighIs | None, str]:
        own = fields["question"].words() if "question" in fields else ""
        high = fields["high_is"].choice(HighIs) if "high_is" in fields else None
        if len(own) > LONGEST_QUESTION:
            fields["question"].wrong("the question is too long", f"keep it under {LONGEST_QUESTION} characters")
        if name in KNOWN:
            return (high or KNOWN[name][0], own or KNOWN[name][1])
        if name and not (own and "high_is" in fields):
            mend = f"{did_you_mean(name, KNOWN)}; or give it a `question:` and `high_is: good` or `bad`"
            place.wrong(f"nobody here knows the criterion {name!r}", mend)
        return high, own

    def _mechanism(self, place: Place) -> None:
        found = place.choice(Mechanism)
        if found is not None:
            self.mechanism = found
            meant = {
                Mechanism.WEIGHTED_AVERAGE: "the mean of the votes by weight is held against each threshold; a missing "
                "vote counts as the worst one",
                Mechanism.MAJORITY: "more than half of all validators must pass each criterion",
                Mechanism.UNANIMOUS: "every validator must pass each criterion",
            }
            self._say(place, f"voting_mechanism: {found}", meant[found])

    def _protocol(self, place: Place) -> None:
        fields = place.fields(("threshold", "action"))
        share = fields["threshold"].number(0, 1) if "threshold" in fields else 1.0
        action = fields["action"].choice(Protocol) if "action" in fields else Protocol.BLOCK
        if share is None or action is None:
            return
        self.disagreement, self.protocol = points(share), action
        does = "the text is blocked and a flag waits in Review until an adult decides"
        self._say(fields.get("action", place), f"action: {action}",
                  does if action is Protocol.ESCALATE else "the text is blocked")  # fmt: skip
        self._say(fields.get("threshold", place), f"disagreement above {share:g}",
                  "two votes on a criterion that lie further apart than this are a disagreement")  # fmt: skip

    def _quorum(self, place: Place) -> None:
        found = place.number(1, max(1, len(self.validators)), whole=True)
        if found is not None:
            self.quorum = int(found)
            self._say(place, f"quorum: {self.quorum}", "with fewer votes the text is blocked")

    def _deadline(self, place: Place) -> None:
        found = place.number(0.1, LONGEST_S)
        if found is not None:
            self.deadline_s = found
            self._say(place, f"deadline_s: {found:g}", "who has not answered by then has no vote")

    def _reliability(self, place: Place) -> None:
        seats = {one.model for one in self.validators}
        for entry in place.items():
            fields = entry.fields(("model", "right", "of"))
            model = fields["model"].words() if "model" in fields else ""
            of = fields["of"].number(0, 1e9, whole=True) if "of" in fields else None
            right = fields["right"].number(0, of or 0, whole=True) if "right" in fields else None
            if model not in seats:
                entry.wrong(f"{model!r} is no validator of this panel", did_you_mean(model, seats))
            elif of is None or right is None:
                entry.wrong("here should be `right:` and `of:`", "write two whole numbers")
            else:
                record = Record(model, int(right), int(of))
                self.records.append(record)
                self._say(entry, f"{model} was right {right:g} of {of:g} times",
                          f"its weight is multiplied by {trust(record) / MAX_SCORE:.2f}")  # fmt: skip


def _switch(fields: Mapping[str, Place], name: str) -> bool | None:
    if name not in fields:
        return False
    value = fields[name].value
    if not isinstance(value, bool):
        fields[name].wrong(f"{value!r} can't stand here", "write true or false")
        return None
    return value


def panel_to_yaml(panel: Panel) -> str:
    """Return the document of a panel; reading it back gives the same panel, address included."""
    def share(score: int) -> float:
        return score / MAX_SCORE

    seats: Sequence[dict[str, Any]] = [
        {"model": v.model, "weight": share(v.weight)} | ({"role": v.role} if v.role else {}) for v in panel.validators
    ]
    asked = []
    for c in panel.criteria:
        row: dict[str, Any] = {"criterion": c.name, "threshold": share(c.threshold)}
        row |= {"veto_power": True} if c.veto else {}
        row |= {"require_majority": True} if c.majority else {}
        usual = KNOWN.get(c.name)
        if usual is None or usual != (HighIs.GOOD if c.high_is_good else HighIs.BAD, c.question):
            row |= {"question": c.question, "high_is": "good" if c.high_is_good else "bad"}
        asked.append(row)
    body: dict[str, Any] = {
        "validators": seats, "voting_mechanism": panel.mechanism.value, "safety_criteria": asked,
        "disagreement_protocol": {"threshold": share(panel.disagreement), "action": panel.protocol.value},
        "quorum": panel.quorum, "deadline_s": panel.deadline_s,
    }  # fmt: skip
    if panel.records:
        body["reliability"] = [{"model": r.model, "right": r.right, "of": r.of} for r in panel.records]
    return str(yaml.safe_dump({ROOT: body}, sort_keys=False, allow_unicode=True))
