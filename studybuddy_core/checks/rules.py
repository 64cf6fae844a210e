"""Rules a school writes itself: one pattern, one label ``rule.<id>``, no code.

    rules:
      - id: gambling
        pattern: online (?:casino|betting)
        stages: [input, output]
        why: Gambling is not for children.
        score: 0.9          # optional; 0.8 where it is left out
        context: tips|sites # optional: only in a text where this is met too
        unless: never|avoid # optional: not in an answer's sentence that begins so, right up to the place

A pattern matches whole words of any script without regard to case, a space stands for any white space and
an apostrophe may be left out. RE2 runs it, so no pattern can make the server hang; one that RE2 can't run
is refused here, with the reason.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from importlib import resources
from typing import Any

import yaml

from studybuddy_core.checks.lexicon import PatternSet, compile_pattern, fold, windows, written
from studybuddy_core.checks.refusals import of_no_use
from studybuddy_core.domain.errors import ConfigError, PolicyError
from studybuddy_core.domain.messages import Span, Stage, TurnView
from studybuddy_core.domain.patterns import PatternRule
from studybuddy_core.domain.signals import CheckSpec, Finding, points

_FIELDS = {"id", "pattern", "stages", "why", "score", "context", "unless"}
_NO_WORD = r"[^\pL\pM\pN_]"
_DEFAULT_SCORE = 0.8
_BEFORE = 120  # characters in which `unless` is looked for
_SUMMARY = "Rules that people wrote: words and phrases for this school."


def pattern_of(words: str, *, whole_words: bool = True) -> str:
    """Return the RE2 pattern for what a person wrote, with the words themselves as its first group.

    RE2's own word boundary knows English letters alone, so the characters beside the words are named here.
    """
    inner = f"({written(words)})"
    return f"(?:^|{_NO_WORD}){inner}(?:$|{_NO_WORD})" if whole_words else inner


def right_before(words: str) -> str:
    """Return the RE2 pattern for words that begin a sentence and end where a rule's own begin."""
    return f'(?:^|[.!?:;\\n]["”’)]*\\s*)["“‘]?(?:{written(words)})[\\s"“‘]*$'


def matches_nothing_at_all(words: str) -> bool:
    """Whether a pattern is content with no word at all ("hack|"), so that it would meet every text."""
    return compile_pattern(f"(?:{written(words)})").fullmatch("") is not None


def _share(raw: Any) -> int:
    if isinstance(raw, bool) or not isinstance(raw, int | float) or not 0 <= raw <= 1:
        raise ConfigError(f"score is {raw!r}; write a number from 0 to 1")
    return points(float(raw))


def _stages(raw: Any) -> tuple[Stage, ...]:
    names = raw if isinstance(raw, list) else [raw]
    unknown = [name for name in names if name not in list(Stage)]
    if unknown or not names:
        raise ConfigError(f"stages is {raw!r}; use some of: {', '.join(Stage)}")
    return tuple(stage for stage in Stage if stage in names)


def _rule(raw: Any) -> PatternRule:
    if not isinstance(raw, dict):
        raise ConfigError("a rule needs `id:`, `pattern:`, `stages:` and `why:`")
    if unknown := set(raw) - _FIELDS:
        raise ConfigError(f"{', '.join(sorted(map(str, unknown)))} is not known; use {', '.join(sorted(_FIELDS))}")
    name, pattern = str(raw.get("id", "")), str(raw.get("pattern", ""))
    if not name.replace("_", "").isalnum() or not name.isascii() or name != name.lower():
        raise ConfigError(f"the id {name!r} must be small letters, digits and _")
    if not pattern.strip():
        raise ConfigError(f"rule {name} has no pattern")
    context, unless = str(raw.get("context", "")), str(raw.get("unless", ""))
    for words in filter(None, (pattern, context, unless)):
        compile_pattern(written(words))
        if matches_nothing_at_all(words):
            wrong, mended = of_no_use(words)
            raise ConfigError(f"{words!r} {wrong}; {mended}")
    return PatternRule(name, pattern_of(pattern), _stages(raw.get("stages", ["input"])), str(raw.get("why", "")),
                       _share(raw.get("score", _DEFAULT_SCORE)), pattern_of(context) if context else "",
                       right_before(unless) if unless else "")  # fmt: skip


def read_rules(text: str, source: str = "rules") -> tuple[PatternRule, ...]:
    """Return the rules written in ``text``; raise ``PolicyError`` with every problem, its line and its mend."""
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        document = yaml.safe_load(text)
    except yaml.YAMLError as fault:
        raise PolicyError(f"{source} is not YAML: {fault}") from fault
    entries = document.get("rules") if isinstance(document, dict) else None
    if not isinstance(entries, list):
        raise PolicyError(f"{source} can't be used:", (f"{source} line 1: there is no list `rules:` — add one.",))
    assert isinstance(node, yaml.MappingNode)
    lines = [n.start_mark.line + 1 for key, value in node.value if key.value == "rules" for n in value.value]
    found: dict[str, PatternRule] = {}
    problems = []
    for line, raw in zip(lines, entries, strict=True):
        try:
            rule = _rule(raw)
        except ConfigError as fault:
            problems.append(f"{source} line {line}: {fault}")
            continue
        if rule.id in found:
            problems.append(f"{source} line {line}: two rules are called {rule.id} — give each its own id.")
        found[rule.id] = rule
    if problems:
        raise PolicyError(f"{source} can't be used:", tuple(problems))
    return tuple(found.values())


class RulesCheck:
    """Says which of a set of written rules are met."""

    def __init__(self, rules: tuple[PatternRule, ...], name: str = "rules", summary: str = _SUMMARY) -> None:
        self._rules = rules
        self._set = PatternSet((rule.pattern for rule in rules), group=1)
        self._contexts = {n: compile_pattern(rule.context) for n, rule in enumerate(rules) if rule.context}
        self._excuses = {n: compile_pattern(rule.unless) for n, rule in enumerate(rules) if rule.unless}
        written_out = repr([
            (r.id, r.pattern, list(map(str, r.stages)), r.score, r.context, r.unless) for r in rules
        ])  # fmt: skip
        digest = hashlib.sha256(written_out.encode()).hexdigest()
        stages = frozenset(stage for rule in rules for stage in rule.stages)
        self.spec = CheckSpec(name, f"3+{digest[:10]}", tuple(rule.label for rule in rules), stages, summary=summary)

    def __call__(self, view: TurnView) -> Iterator[Finding]:
        """Yield a finding for each rule that is met, in the text or in a reading of it."""
        texts = [("", fold(view.clean)), *((reading.kind, fold(reading.text)) for reading in view.readings)]
        silent = {n for n, context in self._contexts.items() if not any(context.search(text) for _, text in texts)}
        for kind, text in texts:
            for start, window in windows(text):
                for number in self._set.found(window):
                    rule = self._rules[number]
                    if view.stage not in rule.stages or number in silent:
                        continue
                    met = self._met(number, window, view.stage)
                    if met is None:
                        continue
                    spans = () if kind else tuple(Span(s.start + start, s.end + start) for s in met)
                    yield Finding(rule.label, rule.score, spans, f"{rule.why} ({kind})" if kind else rule.why)

    def _met(self, number: int, text: str, stage: Stage) -> list[Span] | None:
        """Where a rule that was found counts; None where each of its places is excused, which only an answer's are."""
        places, excuse = self._set.places(number, text), self._excuses.get(number)
        if excuse is None or not places or stage is not Stage.OUTPUT:
            return places
        kept = [place for place in places if not excuse.search(text[max(0, place.start - _BEFORE) : place.start])]
        return kept or None


def starter_rules() -> tuple[PatternRule, ...]:
    """The rules that come with StudyBuddy."""
    text = (resources.files("studybuddy_core.checks") / "lexicons" / "rules.yaml").read_text("utf-8")
    return read_rules(text, "rules.yaml")


CHECK = RulesCheck(starter_rules())
