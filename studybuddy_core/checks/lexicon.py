"""A lexicon: weak and strong cues in YAML that sum to a graded score, with harmless look-alikes let through.

People write the patterns, children's text meets them, so they run on RE2 (linear time, no
back-tracking). One RE2 set says which patterns occur; only those are searched for their
places. A cue is a ``phrase``, or slots ``near`` one another within one sentence ("how do I" …
"make" … "a bomb"), which states intent and object apart and so generalises better than
phrases do. Cues combine as 1 − ∏(1 − weight): two weak ones make a middling score, a strong
one suffices alone. A cue that touches a ``let`` span ("kill a process") does not count. A phrase
may name the part that matters, ``(?P<what>…)``: then that part alone is its place ("my name is" stays). A cue may
hold at some ``stages`` alone: what a child asks for, a tutor's answer speaks of without wanting it; ``whole: false``
finds it within words too, as scripts without spaces need it.

A set whose automaton outgrows its memory answers "nothing found"; a pattern that always
matches stands in each set, and where it is missing, or the set is too large to be made at all,
every pattern is searched one by one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from typing import Any

import re2

from studybuddy_core.checks.declining import VERSION as DECLINING_VERSION
from studybuddy_core.checks.refusals import mend
from studybuddy_core.domain.errors import ConfigError
from studybuddy_core.domain.messages import Span, Stage, TurnView
from studybuddy_core.domain.signals import CheckSpec, Finding, points
from studybuddy_core.presets.own_yaml import own_yaml

ENGINE_VERSION = "2"
WINDOW = 4_000
OVERLAP = 400
_MOST_PLACES = 40
_FOLD = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'", "“": '"', "”": '"', "\u00a0": " "})
_STOPS = frozenset(".!?\n;")


OURS, THEIRS = 64 << 20, 1 << 18
"""Bytes that one pattern may grow to: of our own, and of one that somebody brings (else a few would take seconds)."""


def _options(memory: int = OURS) -> Any:
    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    options.max_mem = memory
    return options


def compile_pattern(pattern: str) -> Any:
    """Compile a pattern as RE2, without case; raise ``ConfigError`` with RE2's reason where it is refused."""
    if reason := refusal(pattern):
        raise ConfigError(
            f"RE2 refuses the pattern {pattern!r}: {reason}. To mend it: {mend(reason)}."
        )
    return re2.compile(pattern, _options())


def refusal(pattern: str, memory: int = OURS) -> str:
    """Return why RE2 can't run a pattern within ``memory`` bytes, in its own words; "" where it can."""
    try:
        re2.compile(pattern, _options(memory))
    except re2.error as fault:
        return fault.args[0].decode() if fault.args and isinstance(fault.args[0], bytes) else str(fault)
    return ""


def fold(text: str) -> str:
    """Return ``text`` with typographic apostrophes and quotes made plain, character for character."""
    return text.translate(_FOLD)


def windows(text: str) -> Iterator[tuple[int, str]]:
    """Yield (start, window) over a text of any length; neighbours overlap so that no cue is cut in two."""
    start = 0
    while True:
        yield start, text[start : start + WINDOW]
        if start + WINDOW >= len(text):
            return
        start += WINDOW - OVERLAP


class PatternSet:
    """Many RE2 patterns at once: ``found`` says which occur, ``places`` where.

    A place is the pattern's part ``what`` where it names one, else its ``group`` (0: the whole match).
    """

    def __init__(self, patterns: Iterable[str], group: int = 0) -> None:
        self._patterns = [compile_pattern(pattern) for pattern in patterns]
        self._what = [pattern.groupindex.get("what", group) for pattern in self._patterns]
        self._set: Any = re2.Set.SearchSet(_options())
        for compiled in self._patterns:
            self._set.Add(compiled.pattern)
        self._set.Add("")
        try:
            self._set.Compile()
        except re2.error:  # too large for one automaton
            self._set = None

    def found(self, text: str) -> list[int]:
        """Return the numbers of the patterns that occur in ``text``, ascending."""
        hits = (self._set.Match(text) if self._set else None) or ()
        if len(self._patterns) not in hits:  # the set gave up: search one by one rather than miss anything
            return [i for i, pattern in enumerate(self._patterns) if pattern.search(text)]
        return sorted(i for i in hits if i < len(self._patterns))

    def places(self, index: int, text: str) -> list[Span]:
        """Return where pattern ``index`` occurs, at most ``_MOST_PLACES`` places."""
        found, what = [], self._what[index]
        for match in self._patterns[index].finditer(text):
            whole, (start, end) = match.span(), match.span(what)
            place = Span(start, end) if start >= 0 else Span(*whole)
            if place.end > place.start:
                found.append(place)
            if len(found) >= _MOST_PLACES:
                break
        return found


@dataclass(frozen=True, slots=True)
class Cue:
    """One sign of one label. ``near`` are slot names that must follow one another within ``within`` characters."""

    id: str
    label: str
    weight: float
    phrase: str = ""
    near: tuple[str, ...] = ()
    within: int = 60
    any_order: bool = False
    stages: frozenset[Stage] = frozenset(Stage)


@dataclass(frozen=True, slots=True)
class Let:
    """A harmless look-alike. ``labels`` empty: for every label of the lexicon."""

    phrase: str
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Softener:
    """Surroundings that make cues weigh less ("in the story", "Minecraft"): ``factor`` multiplies the weights."""

    phrase: str
    factor: float
    labels: tuple[str, ...] = ()


def _gap_closed(text: str, left: Span, right: Span, within: int) -> bool:
    gap = right.start - left.end
    return 0 <= gap <= within and not _STOPS.intersection(text[left.end : right.start])


def _chains(text: str, slots: list[list[Span]], within: int) -> list[Span]:
    """Spans from a first slot to a last one, each slot close behind the one before."""
    ends = [(span, span) for span in slots[0]]
    for following in slots[1:]:
        ends = [(first, span) for first, last in ends for span in following if _gap_closed(text, last, span, within)]
        ends = ends[:_MOST_PLACES]
    return [Span(first.start, last.end) for first, last in ends]


def _overlaps(span: Span, others: Iterable[Span]) -> bool:
    return any(span.start < other.end and other.start < span.end for other in others)


class Lexicon:
    """Cues, slots, look-alikes and softeners of one YAML file, compiled."""

    def __init__(self, cues: Iterable[Cue], slots: Mapping[str, str], lets: Iterable[Let] = (),
                 softeners: Iterable[Softener] = ()) -> None:  # fmt: skip
        self.cues = tuple(cues)
        self.lets = tuple(lets)
        self.softeners = tuple(softeners)
        used = sorted({name for cue in self.cues for name in cue.near})
        phrases = [cue.phrase for cue in self.cues if cue.phrase]
        patterns = [*phrases, *(slots[name] for name in used), *(x.phrase for x in self.lets),
                    *(x.phrase for x in self.softeners)]  # fmt: skip
        self._number = {pattern: i for i, pattern in enumerate(dict.fromkeys(patterns))}
        self._slot = {name: self._number[slots[name]] for name in used}
        self._set = PatternSet(self._number)

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels that some cue names, in order of first mention."""
        return tuple(dict.fromkeys(cue.label for cue in self.cues))

    def _cue_spans(self, cue: Cue, text: str, found: frozenset[int]) -> list[Span]:
        if cue.phrase:
            number = self._number[cue.phrase]
            return self._set.places(number, text) if number in found else []
        numbers = [self._slot[name] for name in cue.near]
        if not found.issuperset(numbers):
            return []
        slots = [self._set.places(number, text) for number in numbers]
        spans = _chains(text, slots, cue.within)
        if cue.any_order:
            spans += _chains(text, slots[::-1], cue.within)
        return spans

    def _spans_of(self, looks: Iterable[Let], text: str, found: frozenset[int], label: str) -> list[Span]:
        return [
            span
            for let in looks
            if (not let.labels or label in let.labels) and self._number[let.phrase] in found
            for span in self._set.places(self._number[let.phrase], text)
        ]

    def _factor(self, found: frozenset[int], label: str) -> float:
        factors = [s.factor for s in self.softeners
                   if self._number[s.phrase] in found and (not s.labels or label in s.labels)]  # fmt: skip
        return min(factors, default=1.0)

    def score_window(self, text: str, factor: float = 1.0, stage: Stage | None = None) -> Iterator[Finding]:
        """Yield one finding a label that has any cue in ``text`` (at most a window long, already folded).

        ``factor`` multiplies every cue's weight: a sign weighs less where such words are usual. Cues that do not
        hold at ``stage`` do not count.
        """
        found = frozenset(self._set.found(text))
        if not found:
            return
        left: dict[str, float] = {}
        spans: dict[str, list[Span]] = {}
        notes: dict[str, list[str]] = {}
        excused: dict[str, list[Span]] = {}
        for cue in self.cues:
            if stage and stage not in cue.stages:
                continue
            places = self._cue_spans(cue, text, found)
            if not places:
                continue
            if cue.label not in excused:
                excused[cue.label] = self._spans_of(self.lets, text, found, cue.label)
            places = [span for span in places if not _overlaps(span, excused[cue.label])]
            if not places:
                continue
            weight = cue.weight * factor * self._factor(found, cue.label)
            left[cue.label] = left.get(cue.label, 1.0) * (1.0 - weight)
            spans.setdefault(cue.label, []).extend(places)
            notes.setdefault(cue.label, []).append(cue.id)
        for label, rest in left.items():
            yield Finding(label, points(1.0 - rest), tuple(sorted(set(spans[label]))), ", ".join(notes[label]))

    def findings(self, view: TurnView, factor: float = 1.0) -> Iterator[Finding]:
        """Yield findings over the whole text in windows, then over every reading, mapped back to ``clean``."""
        for start, window in windows(fold(view.clean)):
            for f in self.score_window(window, factor, view.stage):
                yield Finding(f.label, f.score, tuple(Span(s.start + start, s.end + start) for s in f.spans), f.note)
        for reading in view.readings:
            for start, window in windows(fold(reading.text)):
                for f in self.score_window(window, factor, view.stage):
                    places = tuple(reading.to_clean(Span(s.start + start, s.end + start)) for s in f.spans)
                    yield Finding(f.label, f.score, places, f"{f.note} ({reading.kind})")


def written(pattern: str) -> str:
    """Make a pattern as people write it into RE2: a space is any white space, `` ?`` none or some; `'` may lack."""
    return pattern.replace("'", "'?").replace(" ?", r"\s*").replace(" ", r"\s+")


def _alternation(options: Iterable[str]) -> str:
    return "(?:" + "|".join(options) + ")"


def _slots(raw: Mapping[str, str]) -> dict[str, str]:
    """Resolve slots, one option a line, in the order written; a slot may use those above it as ``{name}``."""
    slots: dict[str, str] = {}
    for name, options in raw.items():
        slots[name] = _alternation(_filled(option, slots) for option in options.splitlines() if option.strip())
    return slots


def _filled(pattern: str, slots: Mapping[str, str]) -> str:
    for name, alternation in slots.items():
        pattern = pattern.replace("{" + name + "}", alternation)
    return pattern


def _bounded(pattern: str) -> str:
    return rf"\b{written(pattern)}\b"


def _phrase(raw: Mapping[str, Any], slots: Mapping[str, str]) -> str:
    """A cue's pattern, of whole words unless it says ``whole: false``: RE2 knows the edge of an ASCII word alone."""
    pattern = _filled(raw["phrase"], slots)
    return _bounded(pattern) if raw.get("whole", True) else written(pattern)


def _labels(raw: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(raw.get("labels", ()))


def _text(name: str) -> str:
    return (resources.files("studybuddy_core.checks") / "lexicons" / f"{name}.yaml").read_text("utf-8")


@cache
def _read(name: str) -> tuple[Lexicon, str, str]:
    shared, own = _text("shared"), _text(name)
    document = own_yaml(own)
    slots = _slots({**own_yaml(shared)["slots"], **document.get("slots", {})})
    cues = [
        Cue(raw["id"], label, float(raw["weight"]),
            phrase=_phrase(raw, slots) if "phrase" in raw else "",
            near=tuple(raw.get("near", ())), within=int(raw.get("within", 60)),
            any_order=bool(raw.get("any_order", False)),
            stages=frozenset(map(Stage, raw.get("stages", Stage))))
        for label, several in document["cues"].items()
        for raw in several
    ]  # fmt: skip
    lets = [
        Let(_bounded(_filled(raw["phrase"], slots)), _labels(raw))
        for raw in ({"phrase": x} if isinstance(x, str) else x for x in document.get("lets", ()))
    ]
    softeners = [
        Softener(_bounded(_filled(raw["phrase"], slots)), float(raw["factor"]), _labels(raw))
        for raw in document.get("softeners", ())
    ]
    lexicon = Lexicon(cues, {name: _bounded(slot) for name, slot in slots.items()}, lets, softeners)
    digest = hashlib.sha256((shared + own).encode()).hexdigest()[:10]
    return lexicon, f"{ENGINE_VERSION}+{digest}", " ".join(str(document["summary"]).split())


class LexiconCheck:
    """A check that is a lexicon and nothing else: ``lexicons/<name>.yaml``."""

    def __init__(self, name: str, spec_stages: Iterable[Any], *, factors: Mapping[Stage, float] | None = None,
                 answers_read: Callable[[str], str] | None = None) -> None:  # fmt: skip
        """``factors`` make every cue weigh less at a stage, as in pages, which give orders to their readers.

        ``answers_read``: what of an answer is read, every place in it where it was (``declining.done``).
        """
        self.lexicon, version, summary = _read(name)
        self._factors, self._answers_read = dict(factors or {}), answers_read
        told = "".join(f",{stage}×{factor:g}" for stage, factor in sorted(self._factors.items()))
        told += f",{DECLINING_VERSION}" if answers_read else ""
        self.spec = CheckSpec(name, version + told, self.lexicon.labels, frozenset(spec_stages), summary=summary)

    def __call__(self, view: TurnView) -> Iterator[Finding]:
        """Yield the findings of the lexicon over ``view``."""
        if view.stage is Stage.OUTPUT and self._answers_read:
            view = replace(view, clean=self._answers_read(view.clean))
        return self.lexicon.findings(view, self._factors.get(view.stage, 1.0))
