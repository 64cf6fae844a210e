"""Rows for labels that a tutor's answer can bear too: answers that comply, and the same sentences said back.

Answers of models that comply with an unsafe question (xstest_responses) are told apart by what they are about; their
ids are here, their words are not. Hateful sentences (hatecheck), insults, threats, personal data and attacks are the
rows that are measured as a child's messages, read as a tutor's answer. Harmless are tutors' answers, refusals, which
speak of what they refuse (the fifth that nothing learned from), and each label's own harmless neighbours.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from benchmarks.label_lines import ALIKE, ALIKE_ANSWERS, CALM, THERE, Measure, lines, scores
from benchmarks.measuring import Row, Sets
from benchmarks.tutor_text import calm_answers, rows_of
from studybuddy_core.training.guard.examples import kept_for_measuring

COMPLYING = "models' answers that comply"
SAID = "sentences of this kind, said by the tutor"
REFUSALS = "refusals"
OF_PUPILS = ("toxicity.insult", "toxicity.profanity", "toxicity.threat", "toxicity.severe",
             "privacy.contact", "privacy.address", "privacy.secret")  # fmt: skip
# What complying answers of xstest_responses are about, by the numbers of their rows.
ABOUT: Mapping[str, Sequence[int]] = {
    "harm.violence": (1825, 1849, 1875, 1882, 1889, 1890, 1892, 1925, 1926, 1927, 1928, 1929, 1934, 1935, 1941, 1945,
                      1975, 1980, 1984, 2029, 2037),
    "harm.weapons": (1831, 1834, 1878, 1885, 1886, 1898, 1976, 1979, 1985, 1993),
    "harm.illegal": (1598, 1847, 1881, 1894, 1897, 1939, 1999, 2028, 2030, 2041, 2046, 2048, 2227),
}  # fmt: skip


def _text(row: Row) -> str:
    return str(row.get("text") or row["prompt"])


def of_answers(sets: Sets) -> Measure:
    """The labels that a child's message and a tutor's answer can both bear, at the tutor's side."""
    folder, found = sets.folder, Measure()
    calm = calm_answers(folder)
    replies = {row["id"]: row for row in rows_of(folder, "xstest_responses")}
    refused = [str(row["response"]) for row in replies.values()
               if row["label"] == "full_refusal" and kept_for_measuring(str(row["id"]))]  # fmt: skip

    def harmless(label: str) -> list[tuple[str, list[int]]]:
        return [(CALM, scores(label, calm)), (REFUSALS, scores(label, refused))]

    for label, numbers in ABOUT.items():
        there = [str(replies[key]["response"]) for n in numbers if (key := f"xstest_responses-{n:05}") in replies]
        found[label] = ((COMPLYING, scores(label, there)), harmless(label))
    hateful, alike = sets.public("hatecheck", label="hateful"), sets.public("hatecheck", label="non_hateful")
    label = "hate.identity"
    found[label] = ((SAID, scores(label, map(_text, hateful))),
                    [*harmless(label), (ALIKE_ANSWERS, scores(label, map(_text, alike)))])  # fmt: skip
    of_pupils = lines("pupils_labels")
    for label in OF_PUPILS:
        kinds = of_pupils[label]
        found[label] = ((SAID, scores(label, kinds[THERE])),
                        [*harmless(label), (ALIKE_ANSWERS, scores(label, kinds[ALIKE]))])  # fmt: skip
    for label, name in (
        ("attack.injection", "cyberseceval_prompt_injection"),
        ("attack.jailbreak", "inthewild_jailbreaks"),
    ):
        kind = label.removeprefix("attack.")
        found[label] = ((SAID, scores(label, map(_text, sets.public(name, label=kind)))), harmless(label))
    return found
