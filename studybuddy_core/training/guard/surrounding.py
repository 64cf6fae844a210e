"""Ordinary talks and long messages made of what was written line by line, with a harmful line in some of them.

Nearly every long text with a label of attacks is one, and so is nearly every talk that somebody wrote down, so length
alone would count as a sign. Therefore a harmless line is shown at the end of a talk of others of its section and in a
long message, a harmful line in the same places, and approved prose as it would be pasted into a message, with and
without an order in it. What a text is called follows its own words: the harmless ones around it change nothing.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from studybuddy_core.checks.guard_heads import FAMILIES
from studybuddy_core.training.guard.examples import Example, nothing

TALK, LONG, PAGE = "talk", "long message", "page"
MADE = frozenset({TALK, LONG, PAGE})
FEWEST, MOST = 260, 460
"""Characters of a long message: most of a window, and not more than one."""
SHORT = 170
WEIGHT = 0.5
_CHILD = "child: "


def _plain(examples: Sequence[Example]) -> list[Example]:
    """Our own single messages of a child: labelled whole, without surroundings, of one sentence or two."""
    return [e for e in examples if e.source.startswith("own:") and not e.context and e.families["document"] < 0
            and e.families["attack"] >= 0 and "sentence" not in e.source and len(e.text) < SHORT]  # fmt: skip


def _by_source(examples: Sequence[Example]) -> Mapping[str, list[Example]]:
    found: dict[str, list[Example]] = defaultdict(list)
    for example in examples:
        found[example.source].append(example)
    return found


def begun(examples: Sequence[Example]) -> Iterator[Example]:
    """Yield what a child said earlier in every harmless talk, with what was said before that: harmless as well."""
    for example in examples:
        said = [line for line in example.context.split("\n") if line.startswith(_CHILD)]
        if example.source.startswith("own:") and not example.positive and len(said) > 1:
            for at in range(1, len(said)):
                yield replace(example, id=f"{example.id} turn {at + 1}", source=TALK, weight=WEIGHT,
                              text=said[at].removeprefix(_CHILD), context="\n".join(said[:at]))  # fmt: skip


def _risky(example: Example) -> bool:
    return any(example.families[name] == 1.0 for name in FAMILIES if name not in ("ghostwriting", "fishing"))


def talks(examples: Sequence[Example], seed: int, *, harmless: float, harmful: float) -> Iterator[Example]:
    """Yield a share of the harmless and of the harmful lines, each at the end of a talk of harmless ones."""
    chance = random.Random(f"{seed} talks")  # noqa: S311 - a fit, not a secret
    plain = _plain(examples)
    calm = _by_source([e for e in plain if not e.positive])
    sections = sorted(name for name, lines in calm.items() if len(lines) > 8)
    if not sections:
        return
    for example in plain:
        if chance.random() >= (harmful if _risky(example) else harmless):
            continue
        near = example.source in sections and not example.positive
        around = calm[example.source if near else chance.choice(sections)]
        before = chance.sample(around, chance.choice((1, 2, 3, 3, 4, 5)))
        said = "\n".join(f"{_CHILD}{' '.join(e.text.split())}" for e in before if e is not example)
        if said:
            yield replace(example, id=f"{example.id} in a talk", source=TALK, context=said, weight=WEIGHT)


def long_messages(examples: Sequence[Example], seed: int, *, harmless: float, harmful: float) -> Iterator[Example]:
    """Yield a share of the lines, each among harmless ones in one long message."""
    chance = random.Random(f"{seed} long")  # noqa: S311 - a fit, not a secret
    plain = _plain(examples)
    calm = [e for e in plain if not e.positive]
    sections = _by_source(calm)
    for example in plain:
        if not calm or chance.random() >= (harmful if _risky(example) else harmless):
            continue
        around = sections.get(example.source, calm) if not example.positive else calm
        parts, aim = [example.text], chance.randint(FEWEST, MOST)
        while sum(map(len, parts)) < aim - 60:
            parts.insert(chance.randint(0, len(parts)), chance.choice(around).text)
        text = chance.choice((" ", " ", "\n", ". ")).join(parts)
        yield replace(example, id=f"{example.id} in a long message", source=LONG, text=text, weight=WEIGHT)


def _cut(text: str, chance: random.Random) -> str:
    """Whole sentences from somewhere in a text, of about a window."""
    sentences = text.replace("\n", " ").split(". ")
    at, aim, taken = chance.randrange(len(sentences)), chance.randint(FEWEST, MOST), list[str]()
    while at < len(sentences) and sum(map(len, taken)) + len(sentences[at]) < aim:
        taken.append(sentences[at])
        at += 1
    return ". ".join(taken)


def pages(examples: Sequence[Example], seed: int, *, each: int, orders: int) -> Iterator[Example]:
    """Yield pieces of approved prose as messages, ``each`` a passage, and ``orders`` of them with an attack in it."""
    chance = random.Random(f"{seed} pages")  # noqa: S311 - a fit, not a secret
    found = []
    for passage in (e for e in examples if e.source == "passages" and e.families["document"] == 0.0):
        for n in range(each):
            text = _cut(passage.text, chance)
            if len(text) > SHORT:
                known = nothing("ghostwriting", "fishing", "off_topic", "bias")
                found.append(Example(f"{passage.id} page {n}", PAGE, text, "", known, weight=WEIGHT))
    yield from found
    attacks = [e for e in _plain(examples) if e.families["attack"] == 1.0]
    for page in chance.sample(found, min(orders, len(found), len(attacks) * 2)):
        attack = chance.choice(attacks)
        text = chance.choice((f"{page.text[:300]}. {attack.text}", f"{attack.text} {page.text[:300]}"))
        yield replace(attack, id=f"{page.id} {attack.id}", source=PAGE, text=text, weight=WEIGHT)


def surrounded(examples: Sequence[Example], seed: int) -> list[Example]:
    """All of these, made of ``examples`` alone."""
    return [
        *begun(examples), *talks(examples, seed, harmless=0.09, harmful=0.07),
        *long_messages(examples, seed, harmless=0.05, harmful=0.06), *pages(examples, seed, each=1, orders=250),
    ]  # fmt: skip


def harmless_talks(held: Sequence[Example]) -> list[Example]:
    """The harmless ones among a child's messages read with the talk before them, written or made."""
    return [e for e in held if not e.positive and e.context and not e.context.startswith("system:")
            and e.families["bias"] < 0]  # fmt: skip - of a tutor's line it is known


def harmless_pages(held: Sequence[Example]) -> list[Example]:
    """The harmless ones among long messages and pieces of prose."""
    return [e for e in held if not e.positive and e.source in (LONG, PAGE) and e.families["attack"] == 0.0]
