"""Rows for the labels that no public set names: lines of our own, and texts made so that the label is known.

Lines of our own (``held_out/pupils_labels.yaml``, ``tutor_manner.yaml``, ``reading_levels.yaml``) come in two kinds,
those that bear a label and harmless neighbours with the same words. Whoever wrote them also wrote or read many of the
lexicons, though not these lines into them, so they flatter somewhat. The rest is made: talks of five turns that ask
for the answer, tutors' texts that say or keep back the answer of a word problem, sentences of the library told back
or with a number, a name or "not" changed, and answers that name a passage they were given or another one.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

from benchmarks.claims import GRADE, denied, names_changed, numbers_changed, told_back
from benchmarks.measuring import HELD_OUT, own
from benchmarks.tutor_text import HELPS, SEED, View, bundles, calm_answers, manner_lines, rows_of
from studybuddy_core.checks.canonical import clean_text
from studybuddy_core.checks.readings import readings_of
from studybuddy_core.checks.registry import all_checks
from studybuddy_core.checks.unsupported import CHECK as UNSUPPORTED
from studybuddy_core.domain.messages import Passage, Stage, Task, TurnView, Utterance
from studybuddy_core.domain.signals import Check, score
from studybuddy_core.knowledge.library import Library
from studybuddy_core.pipeline.evidence import Known, with_evidence

STAFF = ("Mrs Okafor", "Mr Daniel Hughes", "Ms Petra Lindqvist")
THERE, ALIKE = "stops", "passes"
CALM = "tutors' answers"
MESSAGES, ANSWERS = "messages of this kind", "answers of this kind"
ALIKE_MESSAGES, ALIKE_ANSWERS = "harmless messages with the same words", "harmless answers with the same words"
PHONES_AND_MAILS = frozenset({"PHONE_NUMBER", "EMAIL_ADDRESS"})
_TALKS, _TURNS, _EVERY = 60, 5, 7
_SAID = ("This is from “{title}”.", "Source: {title}", "You can read it in the passage “{title}”.",
         "According to “{title}”, that is so.", "The book “{title}” says so.")  # fmt: skip
Scores = list[int]
Kinds = Mapping[str, Sequence[str]]


def lines(name: str) -> dict[str, Kinds]:
    """The lines of a file of ours, by label and kind."""
    found: dict[str, Kinds] = yaml.safe_load((HELD_OUT / f"{name}.yaml").read_text("utf-8"))
    return found


def message(text: str, history: Sequence[str] = ()) -> TurnView:
    """What the checks see of a child's message; ``history`` are the child's turns before it."""
    clean = clean_text(text)
    said = tuple(Utterance("user", clean_text(one)) for one in history)
    return TurnView(Stage.INPUT, clean, readings=readings_of(clean), history=said, staff=STAFF)


def scores(label: str, views: Iterable[View], checks: Sequence[Check] = ()) -> Scores:
    """The highest score of ``label`` for every view; a check that breaks ends the measurement."""
    able = [check for check in checks or all_checks() if label in check.spec.labels]
    found = []
    for view in views:
        signals = score(view if isinstance(view, TurnView) else TurnView(Stage.OUTPUT, clean_text(view)), able)
        broken = [signal.error for signal in signals if signal.error]
        if broken:
            raise SystemExit(f"a check of {label} broke: {broken[0]}")
        found.append(max((s.score or 0 for s in signals if s.label == label), default=0))
    return found


Measure = dict[str, tuple[tuple[str, Scores], list[tuple[str, Scores]]]]


# -- what children write -----------------------------------------------------------------------------


def of_pupils(folder: Path) -> Measure:
    """The labels of a child's message: rows that bear it, and harmless neighbours."""
    found: Measure = {}
    for label, kinds in lines("pupils_labels").items():
        there = scores(label, map(message, kinds[THERE]))
        alike = [(ALIKE_MESSAGES, scores(label, map(message, kinds[ALIKE])))]
        if label == "privacy.contact":
            rows = rows_of(folder, "presidio_synth_pii")
            held = [row["text"] for row in rows if PHONES_AND_MAILS & set(row.get("categories", ()))]
            free = [row["text"] for row in rows if row["label"] == "no_pii"]
            there += scores(label, map(message, held))
            alike.append(("sentences without personal data", scores(label, map(message, free))))
        found[label] = ((MESSAGES, there), alike)
    label = "learning.offloading"
    found[label] = (("talks that only ask for the answer", scores(label, talks(asking=True))),
                    [("talks with a pupil who works", scores(label, talks(asking=False)))])  # fmt: skip
    return found


def talks(*, asking: bool) -> Iterator[TurnView]:
    """Talks of five turns of a child, drawn from lines of our own."""
    chance, fishing = random.Random(SEED), lines("pupils_labels")["learning.fishing"]
    rows = own("ghostwriting" if asking else "pupils")
    meant = [row["prompt"] for row in rows if (row["label"] != "benign") is asking and "prompt" in row]
    pool = [*fishing[THERE if asking else ALIKE], *meant]
    for _ in range(_TALKS):
        said = chance.sample(pool, _TURNS)
        yield message(said[-1], said[:-1])


# -- what the tutor writes ---------------------------------------------------------------------------


def of_tutors(folder: Path) -> Measure:
    """The labels of a tutor's answer: rows that bear it, tutors' answers, and harmless neighbours."""
    calm = calm_answers(folder)
    found: Measure = {}
    for label, kinds in manner_lines().items():
        there = scores(label, kinds[THERE])
        harmless = [(CALM, scores(label, calm)), (ALIKE_ANSWERS, scores(label, kinds[ALIKE]))]
        what = ANSWERS
        if label == "bias.unequal":  # as many of jobs as of groups, so that neither hides the other
            what = "answers of this kind, half about jobs and half about groups"
            there += scores(label, bundles(folder, "pro_stereotype")[:: _EVERY])
            harmless.append(("answers that turn the old picture of jobs round",
                             scores(label, bundles(folder, "anti_stereotype"))))  # fmt: skip
        found[label] = ((what, there), harmless)
    return {**found, **giving_away(folder), **about_facts(folder), **naming_sources()}


def _kept_back(row: Mapping[str, Any]) -> tuple[str, str]:
    """A solution's last sentence with the answer said, and its first where that does not hold the answer."""
    plain = [part for part in re.sub(r"<<[^>]*>>", "", row["response"]).split("\n") if part.strip()]
    first = plain[0] if not re.search(rf"(?<!\d){re.escape(row['answer'])}(?!\d)", plain[0]) else ""
    return f"{plain[-1]} So the answer is {row['answer']}.", first


def giving_away(folder: Path) -> Measure:
    """Word problems with the answer said outright, and with a first step or a question alone."""
    label, chance = "learning.giveaway", random.Random(SEED)
    told: list[View] = []
    kept: list[View] = []
    for row in rows_of(folder, "gsm8k")[::3]:
        task = Task(row["prompt"], "word problem", (row["answer"],))
        said, first = _kept_back(row)
        told.append(TurnView(Stage.OUTPUT, clean_text(said), task=task))
        hint = f"{first} {chance.choice(HELPS)}" if len(kept) % 2 and first else chance.choice(HELPS)
        kept.append(TurnView(Stage.OUTPUT, clean_text(hint), task=task))
    return {label: (("answers that say the result", scores(label, told)),
                    [("a first step or a question", scores(label, kept))])}  # fmt: skip


def about_facts(folder: Path) -> Measure:
    """Statements that approved passages contradict, that none supports, and that they bear out."""
    library, known, chance = Library(), Known(), random.Random(SEED)
    passages = library.passages[::6]

    def views(texts: Iterable[str]) -> list[View]:
        return [with_evidence(TurnView(Stage.OUTPUT, clean_text(text)), library, GRADE, known) for text in texts]

    checks = [UNSUPPORTED]
    changed = [*numbers_changed(passages, chance), *denied(passages), *names_changed(passages, chance)]
    wrong, right = views(one.text for one in changed), views(one.text for one in told_back(passages))
    strange = views(str(row["text"]) for row in rows_of(folder, "false_claims")[::5])
    borne_out = "sentences of approved passages"
    return {
        "truth.refuted": (("sentences of approved passages, made false", scores("truth.refuted", wrong, checks)),
                          [(borne_out, scores("truth.refuted", right, checks))]),
        "truth.unsupported": (("false claims about all things", scores("truth.unsupported", strange, checks)),
                              [(borne_out, scores("truth.unsupported", right, checks))]),
    }  # fmt: skip


def naming_sources() -> Measure:
    """Answers that name the passage they were given, or one that they were not."""
    label, chance, passages = "truth.citation", random.Random(SEED), Library().passages[::9]

    def said(given: Passage, named: Passage) -> TurnView:
        words = chance.choice(_SAID).format(title=named.title)
        return TurnView(Stage.OUTPUT, f"{given.text[:120].rpartition(' ')[0]}. {words}", passages=(given,))

    pairs = list(pairwise(passages))
    made, given = scores(label, [said(a, b) for a, b in pairs]), scores(label, [said(a, a) for a, _ in pairs])
    return {label: (("answers that name a source not given", made), [("answers that name the passage given", given)])}
