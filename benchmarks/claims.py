"""How often the claim verifier is right, set by set: ``python -m benchmarks.claims DIR`` prints the tables.

DIR holds ``false_claims.jsonl`` and ``truthfulqa.jsonl``. The verifier sees the starter library alone, so most of
what those sets say is unknown to it; what counts is that what it calls refuted is false and what it calls supported is
true. Statements of our own are made from the library: sentences told back whole, and the same with a number changed,
with "not", or with a name or record of another passage put in. Every third passage feeds them, picked by its place.
The rounds (self-consistency, verification, critique) are asked of a server that speaks a provider's protocol and
answers by a script, so their figures say what the pipeline does with given answers, and nothing of a model.
Every share is x of n with its 95 % Wilson interval.
"""

from __future__ import annotations

import argparse
import random
import re
import statistics
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measuring import public
from studybuddy_core.checks.bearing_out import Verdict, bearing
from studybuddy_core.checks.statements import statements, statements_of_passage
from studybuddy_core.checks.unsupported import CHECK
from studybuddy_core.domain.intervals import wilson
from studybuddy_core.domain.messages import Passage, Stage, TurnView
from studybuddy_core.knowledge.library import Library
from studybuddy_core.pipeline.evidence import Known, evidence_for, with_evidence

GRADE = 4
SEED = (
    ("Abraham Lincoln was the 16th president.", "supported"),
    ("Abraham Lincoln was born in Kentucky in 1809.", "supported"),
    ("Abraham Lincoln wrote the Declaration of Independence.", "refuted"),
    ("The Amazon River is the longest river in the world.", "unknown"),
    ("The Amazon flows through Brazil.", "supported"),
    ("The Amazon empties into the Pacific Ocean.", "refuted"),
    ("Abraham Lincoln rode a velociraptor.", "unknown"),
    ("World War II ended on 2 September 1945.", "supported"),
)
_YEAR = re.compile(r"\b1[0-9]{3}\b|\b20[0-2][0-9]\b")
_COUNT = re.compile(r"\b\d{1,3}(?:,\d{3})*(?= [a-z]{3})")
_DENIES = re.compile(r"\b(?:no|not|never|none|nobody|nothing|neither|nor|without)\b", re.I)
_BE = re.compile(r"\b(is|are|was|were)\b(?! not)")


@dataclass(frozen=True, slots=True)
class Told:
    """A text and whether it is true."""

    text: str
    true: bool


class Verifier:
    """The verifier with the starter library."""

    def __init__(self) -> None:
        self.library = Library()
        self.known: Known = {}

    def verdict(self, text: str) -> Verdict:
        """Refuted where any statement is, supported where every one is, else unknown."""
        passages = evidence_for(text, self.library, GRADE, self.known)
        found = [bearing(statement, passages).verdict for statement in statements(text)]
        if Verdict.REFUTED in found:
            return Verdict.REFUTED
        return Verdict.SUPPORTED if found and set(found) == {Verdict.SUPPORTED} else Verdict.UNKNOWN


def _facts(passages: Sequence[Passage]) -> Iterator[tuple[Passage, str]]:
    for passage in passages:
        for fact in statements_of_passage(passage.title, passage.text):
            if len(fact.subject) and fact.object and not fact.hedged and len(fact.text.split()) >= 5:
                yield passage, f"{fact.text[:1].upper()}{fact.text[1:].rstrip('.')}."


def told_back(passages: Sequence[Passage]) -> list[Told]:
    """Sentences of the library, one statement each."""
    return [Told(text, True) for _, text in _facts(passages)]


def numbers_changed(passages: Sequence[Passage], chance: random.Random) -> list[Told]:
    """The same with another year, or another count."""
    out = []
    for _, text in _facts(passages):
        for pattern, change in ((_YEAR, lambda n: n + chance.choice((-40, -7, 9, 60))), (_COUNT, lambda n: n * 3 + 1)):
            found = pattern.search(text)
            if found:
                other = change(int(found.group().replace(",", "")))
                out.append(Told(text[: found.start()] + str(other) + text[found.end() :], False))
                break
    return out


def denied(passages: Sequence[Passage]) -> list[Told]:
    """The same with "not", where nothing is denied already."""
    found = (text for _, text in _facts(passages) if _BE.search(text) and not _DENIES.search(text))
    return [Told(_BE.sub(r"\1 not", text, count=1), False) for text in found]


def names_changed(passages: Sequence[Passage], chance: random.Random) -> list[Told]:
    """The same with a name from another passage of its subject in place of its own."""
    names: dict[str, list[str]] = {}
    for passage in passages:
        found = re.findall(r"(?<![.!?] )(?<!^)\b[A-Z][a-z]{3,}\b", passage.text)
        names.setdefault(passage.subject, []).extend(found)
    out = []
    for passage, text in _facts(passages):
        own = [m for m in re.finditer(r"\b[A-Z][a-z]{3,}\b", text) if m.start()]
        others = [name for name in names.get(passage.subject, ()) if name not in passage.text]
        if own and others:
            at = own[-1]
            out.append(Told(text[: at.start()] + chance.choice(others) + text[at.end() :], False))
    return out


def row(name: str, verifier: Verifier, told: Iterable[Told]) -> Counter[tuple[Verdict, bool]]:
    """Print one line of the table; return the counts."""
    counts: Counter[tuple[Verdict, bool]] = Counter((verifier.verdict(one.text), one.true) for one in told)
    total = sum(counts.values())
    said = {verdict: sum(n for (v, _), n in counts.items() if v is verdict) for verdict in Verdict}
    print(f"{name:<44}" + "  ".join(f"{verdict} {wilson(said[verdict], total)}" for verdict in Verdict), flush=True)
    return counts


def summary(counts: Counter[tuple[Verdict, bool]]) -> None:
    """Print precision and recall of both verdicts over everything counted."""
    false, true = (sum(n for (_, t), n in counts.items() if t is truth) for truth in (False, True))
    for verdict, right, all_of in ((Verdict.REFUTED, False, false), (Verdict.SUPPORTED, True, true)):
        said = counts[verdict, True] + counts[verdict, False]
        good = counts[verdict, right]
        print(f"  {verdict}: precision {wilson(good, said)}, recall {wilson(good, all_of)}")


def sets(folder: Path, verifier: Verifier) -> None:
    """Public sets, then statements of our own."""
    counts: Counter[tuple[Verdict, bool]] = Counter()
    false = [Told(str(r["text"]), False) for r in public(folder, "false_claims")]
    counts += row("false_claims (all false)", verifier, false)
    answers = list(public(folder, "truthfulqa"))
    counts += row("truthfulqa, correct answers", verifier,
                  [Told(a, True) for r in answers for a in r["correct_answers"]])  # fmt: skip
    counts += row("truthfulqa, incorrect answers", verifier,
                  [Told(a, False) for r in answers for a in r["incorrect_answers"]])  # fmt: skip
    print("public sets together:")
    summary(counts)
    chance, passages = random.Random(7), verifier.library.passages[::3]
    own: Counter[tuple[Verdict, bool]] = Counter()
    for name, told in (
        ("library told back (true)", told_back(passages)),
        ("a number changed (false)", numbers_changed(passages, chance)),
        ("denied (false)", denied(passages)),
        ("a name of another passage (nearly all false)", names_changed(passages, chance)),
    ):
        own += row(name, verifier, told)
    print("statements of our own together:")
    summary(own)


def seed(verifier: Verifier) -> None:
    """The examples of the guides, each with what it should be called."""
    right = 0
    for text, wanted in SEED:
        said = verifier.verdict(text)
        right += said == wanted
        print(f"  {said:<10}{'' if said == wanted else f'(wanted {wanted}) '}{text}")
    print(f"guides' examples as wanted: {wilson(right, len(SEED))}")


def speed(verifier: Verifier) -> None:
    """Processor time of the check for an answer: a model's, with passages looked up, and the built-in tutor's."""
    passages = verifier.library.passages[:400]
    for name, own in (("a model's answer", False), ("the built-in tutor's answer", True)):
        took = []
        for passage in passages:
            view = TurnView(Stage.OUTPUT, passage.text[:400], passages=(passage,), own=own)
            began = time.process_time()
            list(CHECK(with_evidence(view, verifier.library, GRADE, {})))
            took.append((time.process_time() - began) * 1000)
        took.sort()
        last = took[int(len(took) * 0.95)]
        print(f"{name}: median {statistics.median(took):.2f} ms, p95 {last:.2f} ms, n = {len(took)}")


def rounds() -> None:
    """What the rounds do with given answers, through the real SDKs."""
    from benchmarks.claim_rounds import scripted

    for line in scripted():
        print(line)


def main() -> int:
    """Print everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="folder with the public sets")
    folder = parser.parse_args().data
    verifier = Verifier()
    sets(folder, verifier)
    seed(verifier)
    speed(verifier)
    rounds()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
