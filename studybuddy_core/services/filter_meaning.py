"""What safety filters mean here: which checks stand for them, and which lines their numbers become.

Every message and every segment of an answer goes through every check here anyway. So a filter's name says which
labels it is about, its threshold becomes a line for these labels at its stage (where that is stricter than what
holds), and what only another service could do is said not to be taken.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from studybuddy_core.checks.registry import all_checks
from studybuddy_core.domain.labels import label_spec
from studybuddy_core.domain.messages import Stage
from studybuddy_core.domain.policies import AtLeast, Effect, Notify, Policy, Reply, Rule
from studybuddy_core.domain.procedures import CHARS_A_TOKEN
from studybuddy_core.domain.revising import shown_score
from studybuddy_core.domain.signals import MAX_SCORE, points
from studybuddy_core.presets.nodes import Problems, did_you_mean
from studybuddy_core.presets.safety_filters import Filter, SafetyFilters, Step, When, Word
from studybuddy_core.presets.stand_ins import (
    ATTRIBUTES,
    CATEGORIES,
    CHECKS,
    DANGEROUS,
    HIGH_IS_GOOD,
    PERSPECTIVE,
    PERSPECTIVE_ENDS,
)
from studybuddy_core.services.constitution_meaning import moves
from studybuddy_core.services.imported import USUAL, Meaning, Taken

_STAGE = {When.PRE: Stage.INPUT, When.DURING: Stage.OUTPUT, When.POST: Stage.OUTPUT}
_ABORT = Effect(Reply.WITHHOLD, "let_me_rephrase", Notify.LOG)
_SOURCES = {
    "knowledge_base": ("the passages that the school has approved are what the tutor answers from", Taken.YES),
    "search": ("nothing is looked up outside the school", Taken.NO),
}
_METHODS = ("claim_detection",)


@dataclass
class FilterMeaning:
    """The parts of a document of safety filters in this house's terms, as far as they could be used."""

    source: str
    base: Policy
    problems: Problems
    composed: dict[str, Rule] = field(default_factory=dict)
    checks: dict[str, None] = field(default_factory=dict)
    segment_chars: int = 0
    meanings: list[Meaning] = field(default_factory=list)

    def read(self, stated: SafetyFilters) -> None:
        """Take in all that was stated."""
        used = set()
        for step in stated.steps:
            names = [step.filter, *step.checks]
            used |= {name.text for name in names}
            for name in names:
                self._runs(step.when, name, stated.filters.get(name.text))
            self._numbers(step)
        for one in stated.filters.values():
            self._filter(one)
            if one.name.text not in used:
                self._say(one.name.line, f"filter {one.name.text}", "no stage uses it, so it does nothing", Taken.NO)

    def _say(self, line: int, says: str, here: str, taken: Taken = Taken.YES) -> None:
        self.meanings.append(Meaning(self.source, line, says, here, taken))

    # -- what runs when ----------------------------------------------------------------------------

    def _labels(self, name: str, one: Filter | None) -> tuple[str, ...]:
        """The labels a filter is about: its categories, or what its name says."""
        named = [label for word in (one.categories if one else ()) for label in CATEGORIES.get(word.text.lower(), ())]
        return tuple(dict.fromkeys(named)) or CHECKS.get(name, ())

    def _runs(self, when: When, name: Word, one: Filter | None) -> None:
        stage = _STAGE[when]
        labels = [x for x in self._labels(name.text, one) if stage in label_spec(x).stages]
        if not labels:
            self.problems.add(name.line, f"no check stands for {name.text!r} at {when}",
                              did_you_mean(name.text, CHECKS))  # fmt: skip
            return
        specs = [check.spec for check in all_checks()]
        stand = [s.name for s in specs if stage in s.stages and not set(labels).isdisjoint(s.labels)]
        self.checks |= dict.fromkeys(stand)
        if len(labels) > len(DANGEROUS):
            shown = f"all {len(stand)} checks of the {'message' if stage is Stage.INPUT else 'answer'} stand for it"
        else:
            shown = f"stood for by {', '.join(stand)}"
        self._say(name.line, f"{when}: {name.text}", shown)
        for share, good in self._shares(one):
            line = MAX_SCORE - points(share) if good else points(share)
            self._acts_from(name.text, labels, stage, line)

    @staticmethod
    def _shares(one: Filter | None) -> Iterable[tuple[float, bool]]:
        if one is not None and one.threshold is not None:
            yield one.threshold.share, one.name.text in HIGH_IS_GOOD
        if one is not None and one.confidence is not None:
            yield one.confidence.share, True

    def _acts_from(self, name: str, labels: Sequence[str], stage: Stage, line: int) -> None:
        reply, script = USUAL[stage]
        for label in labels:
            if not (stage is Stage.INPUT and label.startswith("wellbeing.")):  # distress has its own scripts
                self._add(f"{name}.{label}", stage, label, line, Effect(reply, script, Notify.LOG),
                          f"{name} of {self.source}")  # fmt: skip

    def _add(self, name: str, stage: Stage, label: str, line: int, then: Effect, why: str) -> None:
        named = f"{name}.{stage}"
        before = self.composed.get(named)
        if before is None or before.when_all[0].score > line:
            self.composed[named] = Rule(named, stage, (AtLeast(label, line),), then, why)

    # -- the numbers of a stage --------------------------------------------------------------------

    def _numbers(self, step: Step) -> None:
        if step.models:
            names = ", ".join(word.text for word in step.models)
            self._say(step.models[0].line, f"models: {names}",
                      "not asked: no child's message is sent to several services to be judged", Taken.NO)  # fmt: skip
        if step.consensus is not None:
            self._say(step.consensus.line, f"consensus_threshold: {step.consensus.share:g}",
                      "checks are not outvoted here: whatever one of them finds counts", Taken.NO)  # fmt: skip
        if step.interval is not None:
            self.segment_chars = int(step.interval.share) * CHARS_A_TOKEN
            self._say(step.interval.line, f"check_interval: {step.interval.share:g} tokens",
                      f"an answer is checked sentence by sentence before it is shown, a longer run after "
                      f"{self.segment_chars} characters (about {CHARS_A_TOKEN} a token)")  # fmt: skip
        if step.abort is not None:
            self._abort(step)

    def _abort(self, step: Step) -> None:
        assert step.abort is not None
        if _STAGE[step.when] is not Stage.OUTPUT:
            self.problems.add(step.abort.line, "before an answer there is nothing to break off",
                              f"move abort_threshold to {When.DURING}")  # fmt: skip
            return
        line = points(step.abort.share)
        for label in DANGEROUS:
            self._add(f"abort.{label}", Stage.OUTPUT, label, line, _ABORT, f"abort_threshold of {self.source}")
        self._say(step.abort.line, f"abort_threshold: {step.abort.share:g}",
                  f"from {shown_score(line)} of danger on, an answer is not written again: it is broken off with a "
                      "fixed text")  # fmt: skip

    # -- filters by name ---------------------------------------------------------------------------

    def _filter(self, one: Filter) -> None:
        name = one.name.text
        labels = self._labels(name, one)
        if one.model is not None:
            self._say(one.model.line, f"{name}, model: {one.model.text}", _model(one.model.text), Taken.PART)
        if one.method is not None and one.method.text not in _METHODS:
            self.problems.add(one.method.line, f"there is no method {one.method.text!r}",
                              did_you_mean(one.method.text, _METHODS))  # fmt: skip
        elif one.method is not None:
            self._say(one.method.line, f"{name}, method: {one.method.text}",
                      "sums and units that an answer states are worked out again; its other statements are laid beside "
                      "the approved passages", Taken.YES)  # fmt: skip
        for word in one.categories:
            self._category(word)
        for word in one.attributes:
            self._attribute(word)
        for word in one.verify_with:
            self._verified(word)
        for stated, good in ((one.threshold, name in HIGH_IS_GOOD), (one.confidence, True)):
            if stated is None or not labels:
                continue
            line = MAX_SCORE - points(stated.share) if good else points(stated.share)
            turned = f"below {stated.share:g} means a mistake of {shown_score(line)} or more: " if good else ""
            said, taken = moves(self.base, labels, line)
            self._say(stated.line, f"{name}, {stated.name}: {stated.share:g}", turned + said, taken)

    def _category(self, word: Word) -> None:
        labels = CATEGORIES.get(word.text.lower())
        if labels is None:
            self.problems.add(word.line, f"there is no category {word.text!r}", did_you_mean(word.text, CATEGORIES))
        else:
            self._say(word.line, f"category {word.text}", f"is {', '.join(labels)}")

    def _attribute(self, word: Word) -> None:
        if word.text.lower() in ATTRIBUTES:
            self._say(word.line, f"protected attribute {word.text}",
                      "the checks for hate and stereotypes know groups of people by it")  # fmt: skip
        else:
            self._say(word.line, f"protected attribute {word.text}", "no check knows groups of people by it", Taken.NO)

    def _verified(self, word: Word) -> None:
        if word.text not in _SOURCES:
            self.problems.add(word.line, f"there is no source {word.text!r}", did_you_mean(word.text, _SOURCES))
            return
        here, taken = _SOURCES[word.text]
        self._say(word.line, f"verify_with: {word.text}", here, taken)


def _model(name: str) -> str:
    stands = "the checks of this machine stand for it"
    if name.lower() == PERSPECTIVE:
        return f"{stands}; nothing is sent to that service, which closes on {PERSPECTIVE_ENDS}"
    return f"{stands}; no other model is asked, so its numbers may need another line"
