"""How often a wrong sum is seen and a right one left alone: ``python -m benchmarks.worked_sums [DIR]``.

Sums are drawn and written in some sixty ways (plain, Markdown, LaTeX, words, several to a sentence, comparisons,
powers, roots, facts about whole numbers, units), each once right and once wrong. DIR adds what people and models
wrote: worked solutions, tutors' and pupils' turns, approved passages. There nobody has marked what is false, so every
sentence called false is printed, for a reader to judge. The last lines are processor time for answers of some forty
words.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import statistics
import time
from collections.abc import Callable, Iterator
from math import lcm
from pathlib import Path

from benchmarks.measuring import public
from studybuddy_core.checks.arithmetic import CHECK as ARITHMETIC
from studybuddy_core.checks.claims import claims
from studybuddy_core.checks.number_facts import number_facts
from studybuddy_core.checks.sycophancy import CHECK as SYCOPHANCY
from studybuddy_core.checks.unit_claims import unit_claims
from studybuddy_core.checks.units import CHECK as UNITS
from studybuddy_core.domain.intervals import wilson
from studybuddy_core.domain.messages import Stage, TurnView, Utterance
from studybuddy_core.domain.signals import MAX_SCORE
from studybuddy_core.knowledge.library import Library

SEED, EACH = 11, 25
EARNEST = MAX_SCORE // 2
_RESULTS = (  # {a} {b}: the numbers, {r}: what is said to come out of a × b
    "{a} × {b} = {r}", "So {a} x {b} is {r}.", "**{a} × {b}** = {r}", "{a} × {b} = **{r}**", "- {a} × {b} = {r}",
    "2. {a} × {b} = {r}", r"\({a} \times {b} = {r}\)", r"${a} \times {b} = {r}$", r"\[{a} \cdot {b} = {r}\]",
    "{a} times {b} equals\n{r}", "{a} × {b}\n= {r}", "If you multiply {a} by {b}, you get {r}.",
    "Multiply {a} by {b} and you get {r}.", "The product of {a} and {b} is {r}.", "{a} × {b} makes {r}!",
    "What is {a} × {b}? It is {r}.", "We work out {a} × {b}, which is {r}.", "{r} is {a} times {b}.",
    "{a} × {b} is the same as {r}.", "{a} × {b} is exactly {r}.", "{a} × {b} comes to {r}.", "`{a} * {b} == {r}`",
    "We know that {a} × 1 = {a} and {a} × {b} = {r}", "{a} × {b} = {r} and {a} × 1 = {a}",
    r"{a} \times {b} = \boxed{{{r}}}",
    "Look: {r} ÷ {a} = {b}.", "{a} × {b} = {r} apples", "_{a} × {b}_ is _{r}_", "{a} groups of {b} = {r}",
)  # fmt: skip
Form = Callable[[random.Random, bool], str]


def _sum(chance: random.Random, true: bool) -> str:
    a, b = chance.randint(3, 40), chance.randint(3, 40)
    right = a + b + (0 if true else chance.choice((-10, -1, 1, 2, 10)))
    form = chance.choice(("The sum of {a} and {b} is {r}.", "{a} plus {b} makes {r}", "{a} + {b} = {r}",
                          "Add {a} and {b} and you get {r}.", "{b} more than {a} is {r}.",
                          "First {a} + {b} = {r}, then rest."))  # fmt: skip
    return form.format(a=a, b=b, r=right)


def _difference(chance: random.Random, true: bool) -> str:
    a, b = chance.randint(20, 90), chance.randint(3, 19)
    form = chance.choice(("The difference between {b} and {a} is {r}.", "Subtract {b} from {a} and you get {r}.",
                          "{a} take away {b} leaves us: {a} - {b} = {r}", "{b} less than {a} is {r}."))  # fmt: skip
    return form.format(a=a, b=b, r=a - b + (0 if true else chance.choice((-10, -1, 1, 3))))


def _order(chance: random.Random, true: bool) -> str:
    pairs = [("1/3", "1/2"), ("3.5", "3.75"), ("3", "5"), ("0.25", "0.3"), ("2/5", "1/2"), ("-5", "-3"),
             ("0.09", "0.1")]  # fmt: skip
    low, high = chance.choice(pairs)
    one, other = (low, high) if true else (high, low)
    form = chance.choice(("{one} < {other}", "{other} > {one}", "So {one} is smaller than {other}.", "{one} ≤ {other}",
                          "Remember that {other} is bigger than {one}.", "{other} is greater than {one}"))  # fmt: skip
    return form.format(one=one, other=other)


def _decimal(chance: random.Random, true: bool) -> str:
    fraction, right, wrong = chance.choice((("3/4", "0.75", "0.7"), ("1/2", "0.5", "0.2"), ("1/5", "0.2", "0.15"),
                                            ("1/3", "0.33", "0.13"), ("2/3", "0.67", "0.76"), ("1/8", "0.125", "0.18"),
                                            (r"\frac{3}{4}", r"75\%", r"34\%")))  # fmt: skip
    return f"{fraction} = {right if true else wrong}"


def _power(chance: random.Random, true: bool) -> str:
    base, height = chance.randint(2, 10), chance.randint(2, 6)
    raised = str(height).translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"))
    form = chance.choice(("{b}{s} = {r}", "{b}^{h} = {r}", "${b}^{{{h}}} = {r}$", "{b} to the power of {h} is {r}."))
    right = base**height if true else base * height + (base * height == base**height)
    return form.format(b=base, h=height, s=raised, r=right)


def _root(chance: random.Random, true: bool) -> str:
    root = chance.randint(2, 20)
    form = chance.choice(("√{n} = {r}", "The square root of {n} is {r}.", r"\sqrt{{{n}}} = {r}", "√{n} is {r}"))
    return form.format(n=root**2, r=root + (0 if true else chance.choice((-1, 1, 2))))


def _fact(chance: random.Random, true: bool) -> str:
    prime, other = chance.choice((7, 13, 29, 47, 61)), chance.choice((15, 21, 49, 51, 57))
    a, b = chance.randint(3, 9), chance.randint(12, 60)
    exact = lcm(a, b)
    return chance.choice((
        f"{prime if true else other} is a prime number.", f"{2 * a + (not true)} is even.",
        f"{2 * a + true} is an odd number.",
        f"{a * b + (not true)} is a multiple of {a}.", f"{a * b + (not true)} is divisible by {a}.",
        f"{a} is a factor of {a * b + (not true)}.", f"The remainder of {b} ÷ {a} is {b % a + (not true)}.",
        f"{b} ÷ {a} = {b // a} remainder {b % a + (not true)}",
        f"The LCM of {a} and {b} is {exact if true else exact + a}.",
        f"{a * a + (not true)} is a square number.",
    ))  # fmt: skip


def _percent(chance: random.Random, true: bool) -> str:
    share, whole = chance.choice((10, 20, 25, 50, 75)), 20 * chance.randint(2, 20)
    form = chance.choice(("{p}% of {w} is {r}", "{p} percent of {w} = {r}", "So {r} is {p}% of {w}."))
    return form.format(p=share, w=whole, r=share * whole // 100 + (0 if true else chance.choice((1, 2, 5))))


def _place(chance: random.Random, true: bool) -> str:
    a, b, c = (chance.randint(2, 9) for _ in range(3))
    form = chance.choice(("{a} hundreds + {b} tens = {n}0", "{b} tens and {c} ones = {t}",
                          "{a} hundred + {b} tens = {n}0"))  # fmt: skip
    return form.format(a=a, b=b, c=c, n=a * 10 + b + (not true), t=b * 10 + c + (not true))


def _unit(chance: random.Random, true: bool) -> str:
    n = chance.randint(2, 9)
    right, other = chance.choice((("{n} km", "{n}000 m"), ("{n} m", "{n}00 cm"), ("{n} kg", "{n}000 g"),
                                  ("{n} cm", "{n}0 mm")))  # fmt: skip
    one, two = right.format(n=n), other.format(n=n if true else n + 1)
    form = chance.choice(("{one} = {two}", "**{one}** is {two}",
                          r"\(1 \text{{ m}} = 100 \text{{ cm}}\) and {one} is {two}.",
                          "1 m = 100 cm and {one} = {two}", "{one} is the same as {two}."))  # fmt: skip
    return form.format(one=one, two=two)


FORMS: dict[str, Form] = {"sums": _sum, "differences": _difference, "comparisons": _order,
                          "fractions as decimals": _decimal, "powers": _power, "roots": _root,
                          "facts about numbers": _fact, "percentages": _percent,
                          "place value": _place, "units": _unit}  # fmt: skip


def _product(form: str) -> Form:
    def write(chance: random.Random, true: bool) -> str:
        a, b = chance.randint(3, 12), chance.randint(3, 12)
        return form.format(a=a, b=b, r=a * b + (0 if true else chance.choice((-10, -1, 1, 2, 9))))

    return write


def called_false(text: str) -> list[str]:
    """What the two checks call false in earnest, word for word."""
    view = TurnView(Stage.OUTPUT, text)
    found = [one for check in (ARITHMETIC, UNITS) for one in check(view) if one.score > EARNEST]
    return [text[span.start : span.end] for one in found for span in one.spans]


def drawn() -> None:
    """Every form, right and wrong."""
    products = [_product(form) for form in _RESULTS]
    chance, seen, alarms, total = random.Random(SEED), 0, 0, 0
    print("wrong ones seen, right ones called wrong:")
    for name, forms in {"products": products, **{name: [form] * 6 for name, form in FORMS.items()}}.items():
        hit = alarm = n = 0
        for form in forms:
            for _ in range(EACH):
                hit += bool(called_false(form(chance, False)))
                alarm += bool(called_false(form(chance, True)))
                n += 1
        print(f"  {name:<24}{wilson(hit, n)}   {wilson(alarm, n)}")
        seen, alarms, total = seen + hit, alarms + alarm, total + n
    print(f"  {'together':<24}{wilson(seen, total)}   {wilson(alarms, total)}")


def written(folder: Path) -> Iterator[tuple[str, str]]:
    """What people and models wrote, by set."""
    for row in public(folder, "gsm8k"):
        yield "gsm8k, worked solutions", re.sub(r"<<[^>]*>>", "", row["response"])
    for row in public(folder, "mathdial"):
        for turn in row["turns"]:
            yield f"mathdial, {turn['role']}", turn["content"]
    for row in public(folder, "cima"):
        yield from (("cima, tutor", said) for said in
                    [*row["responses"], *(t["content"] for t in row["turns"] if t["role"] == "tutor")])  # fmt: skip
    for passage in Library().passages:
        yield "approved passages", passage.text
    counted = {"gsm8k", "mathdial", "cima"}
    for path in sorted(folder.glob("*.jsonl")):
        if path.stem not in counted:
            for row in public(folder, path.stem):
                yield "every other set", json.dumps(row, ensure_ascii=False).replace("\\n", "\n")[:6_000]


def over_sets(folder: Path) -> None:
    """Texts, claims, and those called false, of each set."""
    counts: dict[str, list[int]] = {}
    said: list[str] = []
    for name, text in written(folder):
        count = counts.setdefault(name, [0, 0, 0])
        false = called_false(text)
        every = sum(1 for read in (claims, unit_claims, number_facts) for _ in read(text))
        counts[name] = [count[0] + 1, count[1] + every, count[2] + len(false)]
        if name != "mathdial, student":
            said += [f"  {name}: {one!r}" for one in false]
    print("texts, claims, called false:")
    for name, (texts, every, false_ones) in counts.items():
        print(f"  {name:<28}{texts:>7}  {wilson(false_ones, every) if every else '0 of 0'}")
    print("called false, without what pupils wrote:", *said, sep="\n")


def agreeing(folder: Path) -> None:
    """How often a tutor's turn is called an agreement with a mistake."""
    n, found = 0, []
    for name in ("mathdial", "cima"):
        for row in public(folder, name):
            turns = row["turns"]
            after = [(i, turn["content"]) for i, turn in enumerate(turns) if turn["role"] == "tutor" and i]
            for i, text in [*after, *((len(turns), said) for said in row.get("responses") or ())]:
                past = tuple(
                    Utterance("user" if t["role"] == "student" else "assistant", t["content"]) for t in turns[:i]
                )
                n += 1
                if any(one.score >= EARNEST for one in SYCOPHANCY(TurnView(Stage.OUTPUT, text, history=past))):
                    found.append(f"  {past[-1].text[-160:]!r} -> {text[:80]!r}")
    print(f"tutors' turns called an agreement with a mistake: {wilson(len(found), n)}", *found, sep="\n")


def speed() -> None:
    """Processor time of both checks for an answer without and with sums."""
    plain = ("The moon goes around the Earth because gravity pulls on it all the time, and it keeps falling sideways "
             "so it never lands. You can see it on many nights when the sky is clear, so look up tonight.")  # fmt: skip
    sums = ("Let's work it out together. First we do 6 × 7 = 42, and then 42 + 8 = 50, so there are 50 pens in all the "
            "boxes. Half of 50 is 25, and 1 metre is 100 cm. What do you think comes next?")  # fmt: skip
    for name, text in (("without a sum", plain), ("with four sums", sums)):
        view = TurnView(Stage.OUTPUT, text)
        for check in (ARITHMETIC, UNITS):
            took = []
            for _ in range(400):
                began = time.process_time()
                list(check(view))
                took.append((time.process_time() - began) * 1000)
            print(f"{len(text.split())} words {name}, {check.spec.name}: median {statistics.median(took[1:]):.2f} ms")


def main() -> int:
    """Print everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, nargs="?", help="folder with the public sets")
    folder = parser.parse_args().data
    drawn()
    if folder is not None:
        over_sets(folder)
        agreeing(folder)
    speed()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
