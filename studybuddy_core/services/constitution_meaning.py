"""What a constitution means here: principles, rules on words, and thresholds.

``refuse_politely`` holds the answer back and ``redirect_positive`` leads elsewhere, both on what the child writes;
``add_disclaimer`` and ``add_warning`` put a fixed note beside the answer when the question or the answer meets the
trigger. What a child would read is itself read by the checks first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from studybuddy_core.checks.canonical import clean_text
from studybuddy_core.checks.lexicon import THEIRS, refusal, written
from studybuddy_core.checks.refusals import mend, of_no_use
from studybuddy_core.checks.registry import known_labels
from studybuddy_core.checks.rules import RulesCheck, matches_nothing_at_all, pattern_of
from studybuddy_core.domain.labels import rule_label
from studybuddy_core.domain.messages import AgeBand, Stage, TurnView
from studybuddy_core.domain.patterns import PatternRule
from studybuddy_core.domain.policies import LabelRule, Policy, Reply
from studybuddy_core.domain.procedures import Principle, Script
from studybuddy_core.domain.revising import shown_score
from studybuddy_core.domain.signals import MAX_SCORE, points
from studybuddy_core.guardrails.procedures import constitution
from studybuddy_core.presets.constitutions import (
    NOTES,
    WORDS,
    Action,
    Constitution,
    StatedPrinciple,
    StatedRule,
    StatedThreshold,
)
from studybuddy_core.presets.nodes import Problems, did_you_mean
from studybuddy_core.presets.stand_ins import CONCERNS, HIGH_IS_GOOD
from studybuddy_core.services.curriculum import curriculum_questions
from studybuddy_core.services.imported import ImportedRule, Meaning, Taken
from studybuddy_core.services.unfit_texts import unfit_to_read, way_round

PROTECT = MAX_SCORE // 2
"""Where the line of an imported rule stands: its words are there (1.00) or they are not (0.00)."""

_REPLIES = {
    Action.REFUSE: {Stage.INPUT: Reply.WITHHOLD},
    Action.REDIRECT: {Stage.INPUT: Reply.REDIRECT},
    Action.DISCLAIM: {Stage.INPUT: Reply.ANNOTATE, Stage.OUTPUT: Reply.ANNOTATE},
    Action.WARN: {Stage.INPUT: Reply.ANNOTATE, Stage.OUTPUT: Reply.ANNOTATE},
}
_DOES = {
    Action.REFUSE: "the message gets no answer",
    Action.REDIRECT: "the message is led elsewhere",
    Action.DISCLAIM: "a note stands beside the answer",
    Action.WARN: "a note stands beside the answer",
}
_WHAT_NEXT = {
    AgeBand.OLDER: "Try a schoolwork question, or ask your teacher.",
    AgeBand.YOUNGER: "Ask about schoolwork, or ask your teacher.",
}
_UNSAID = "not_here"
_QUOTED = 3


@dataclass
class ConstitutionMeaning:
    """The parts of a constitution in this house's terms, as far as they could be used."""

    source: str
    base: Policy
    problems: Problems
    principles: list[Principle] = field(default_factory=list)
    rules: list[ImportedRule] = field(default_factory=list)
    scripts: list[Script] = field(default_factory=list)
    lines: list[tuple[str, int]] = field(default_factory=list)
    meanings: list[Meaning] = field(default_factory=list)

    def read(self, stated: Constitution) -> None:
        """Take in all that was stated."""
        for principle in stated.principles:
            self._principle(principle)
        for rule in stated.rules:
            self._rule(rule)
        self.meanings += self._topics()
        for threshold in stated.thresholds:
            self._threshold(threshold)

    def _say(self, line: int, says: str, here: str, taken: Taken = Taken.YES) -> None:
        self.meanings.append(Meaning(self.source, line, says, here, taken))

    # -- principles --------------------------------------------------------------------------------

    def _principle(self, stated: StatedPrinciple) -> None:
        if stated.id in {principle.id for principle in constitution()}:
            self.problems.add(stated.line, f"the tutor's own constitution has a principle {stated.id}",
                              "give this one another id")  # fmt: skip
            return
        text = clean_text(stated.text)
        if found := way_round(text):
            self.problems.add(stated.line, f"the principle {stated.id} reads like a way round the checks ({found})",
                              "say plainly what the tutor holds to")  # fmt: skip
            return
        self.principles.append(Principle(stated.id, text, stated.weight))
        self._say(stated.line, f"principle {stated.id}, weight {stated.weight:g}",
                  f"joins the constitution that a language model is told, by weight: “{text}”")  # fmt: skip

    # -- rules -------------------------------------------------------------------------------------

    def _pattern(self, stated: StatedRule, name: str, words: str) -> bool:
        """Whether RE2 can run this pattern and it means some word; the problem is noted where not."""
        line = stated.lines.get(name, stated.line)
        if reason := refusal(written(words), THEIRS):
            self.problems.add(line, f"RE2 refuses the {name} {words!r}: {reason}", mend(reason))
            return False
        if matches_nothing_at_all(words):
            wrong, mended = of_no_use(words)
            self.problems.add(line, f"the {name} {words!r} {wrong}", mended)
            return False
        return True

    def _rule(self, stated: StatedRule) -> None:
        label = rule_label(stated.id).id
        if label in known_labels():
            self.problems.add(stated.line, f"there is a rule {stated.id} already", "give this one another id")
            return
        named = [("trigger", stated.trigger), *([("context", stated.context)] if stated.context else [])]
        usable = [self._pattern(stated, name, words) for name, words in named]  # both, so that both are told
        if not all(usable):
            return
        replies = _REPLIES[stated.action]
        script = self._script(stated)
        if script is None:
            return
        pattern = PatternRule(
            stated.id, pattern_of(stated.trigger, whole_words=stated.whole_words), tuple(replies),
            f"{stated.action} in {self.source}", MAX_SCORE,
            pattern_of(stated.context, whole_words=stated.whole_words) if stated.context else "",
        )  # fmt: skip
        acts = LabelRule(label, PROTECT, None, replies, script)
        self.rules.append(ImportedRule(stated.id, stated.line, stated.action.value, pattern, acts))
        self._say(stated.line, f"rule {stated.id}: {stated.action}", self._told(stated))

    def _told(self, stated: StatedRule) -> str:
        where = "the question or the answer" if stated.action in NOTES else "what the child writes"
        how = "as whole words" if stated.whole_words else "also inside longer words"
        also = f", and somewhere in it one of {stated.context!r}" if stated.context else ""
        read = f"; the child reads “{self.scripts[-1].texts[AgeBand.OLDER]}”" if stated.words else ""
        return f"where {where} has {stated.trigger!r} {how}{also}, {_DOES[stated.action]}{read}"

    def _script(self, stated: StatedRule) -> str | None:
        """Keep what a child reads as a script; return its id, or None with the problem noted."""
        if not stated.words:
            return _UNSAID
        words = clean_text(stated.words)
        texts = {band: words if stated.action in NOTES else f"{words} {_WHAT_NEXT[band]}" for band in AgeBand}
        if found := next(filter(None, map(unfit_to_read, texts.values())), ""):
            line = stated.lines.get(WORDS[stated.action], stated.line)
            self.problems.add(line, f"a child may not read {words!r} ({found})", "write it in other words")
            return None
        self.scripts.append(Script(f"rule_{stated.id}", 1, texts, appeal=stated.action not in NOTES))
        return f"rule_{stated.id}"

    def _topics(self) -> Iterator[Meaning]:
        """For each rule that stops a message: the lesson questions it would stop."""
        asked = [question.text for question in curriculum_questions()]
        for rule in self.rules:
            if Stage.OUTPUT in rule.acts.replies:
                continue
            check = RulesCheck((rule.pattern,))
            met = [text for text in asked if any(check(TurnView(Stage.INPUT, clean_text(text))))]
            if met:
                shown = ", ".join(f"“{text}”" for text in met[:_QUOTED])
                more = f" and {len(met) - _QUOTED} more" if len(met) > _QUOTED else ""
                yield Meaning(self.source, rule.line, f"rule {rule.id}: {rule.action}",
                              f"would stop {len(met)} of {len(asked)} everyday lesson questions: {shown}{more}",
                              Taken.PART)  # fmt: skip

    # -- thresholds --------------------------------------------------------------------------------

    def _threshold(self, stated: StatedThreshold) -> None:
        if stated.name not in CONCERNS:
            self.problems.add(stated.line, f"there is no threshold {stated.name!r}",
                              did_you_mean(stated.name, CONCERNS))  # fmt: skip
            return
        good = stated.name in HIGH_IS_GOOD
        line = MAX_SCORE - points(stated.share) if good else points(stated.share)
        labels = CONCERNS[stated.name]
        self.lines += [(label, line) for label in labels]
        turned = f"below {stated.share:g} means a mistake of {shown_score(line)} or more: " if good else ""
        said, taken = moves(self.base, labels, line)
        self._say(stated.line, f"{stated.name}: {stated.share:g}", turned + said, taken)
        if stated.name == "safety":
            self._say(stated.line, f"{stated.name}: {stated.share:g}",
                      "read as a line for danger, like toxicity; if it was meant as “at least so safe”, move the lines "
                      "of harm on the page Thresholds", Taken.PART)  # fmt: skip


def moves(base: Policy, labels: Sequence[str], line: int) -> tuple[str, Taken]:
    """Say for which labels a number is a new line, and where a stricter one stays."""
    stays: dict[int, list[str]] = {}
    added = []
    for label in labels:
        rule = base.label_rule(label)
        if rule is not None and rule.protect is not None and rule.protect <= line:
            stays.setdefault(rule.protect, []).append(label)
        else:
            added.append(label)
    said = [f"acts from {shown_score(line)} of {', '.join(added)} on"] if added else []
    for at, kept in sorted(stays.items()):
        word = "holds already" if at == line else "is stricter and stays"
        said.append(f"the line {shown_score(at)} of {', '.join(kept)} {word}")
    return "; ".join(said), Taken.PART if any(at < line for at in stays) else Taken.YES
