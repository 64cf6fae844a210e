"""The four operations on whole numbers, taught the way a primary classroom does: places, jumps, near facts, groups."""

from __future__ import annotations

from fractions import Fraction

from studybuddy_core.knowledge.exercises.exercise import Way

Steps = tuple[tuple[Fraction, str], ...]


def _places(n: int) -> list[int]:
    """Split a number by place: 345 is 300, 40 and 5."""
    digits = str(n)
    return [int(d) * 10 ** (len(digits) - i - 1) for i, d in enumerate(digits) if d != "0"] or [0]


def add_way(a: int, b: int) -> Way:
    """Add: count on and make ten for small numbers, by places for large ones."""
    total = Fraction(a + b)
    high, low = max(a, b), min(a, b)
    slips = [
        (Fraction(high - low), "That takes away. The + sign means put together."),
        (Fraction(a * b), "That multiplies. The + sign means put together."),
    ]
    if high < 10:
        hints = [f"Start at {high} and count on {low} more. Use your fingers or draw dots."]
        steps: Steps = ()
        if high + low > 10:
            need, left = 10 - high, low - 10 + high
            hints += [
                f"Make ten first. How many does {high} need to reach 10?",
                f"{high} + {need} = 10. How much of {low} is left to add?",
            ]
            steps = ((Fraction(need), f"Yes, {high} + {need} = 10. How much of {low} is left to add?"),)
            lines = (f"{high} + {need} = 10.", f"{low} is {need} and {left}.", f"10 + {left} = {total}.")
            return Way(tuple(hints), lines, steps, tuple(slips))
        hints += [f"Draw {high} dots, then {low} dots. Count all of them.", f"Say {high}, then count {low} steps up."]
        return Way(
            tuple(hints), (f"Start at {high}.", f"Count on {low}.", f"{a} + {b} = {total}."), steps, tuple(slips)
        )
    ones = a % 10 + b % 10
    tens = int(total) - ones
    slips += [
        (total - 10, "Look at the ones again. Did you carry the extra ten?"),
        (total + 10, "Look at the tens again. Is there a ten too many?"),
    ]
    carry = "That is more than 9, so carry a ten." if ones > 9 else "Now add the tens."
    hints = [
        "Split both numbers by place: ones with ones, tens with tens.",
        f"Ones first: what is {a % 10} + {b % 10}?",
        f"The ones make {ones}. {carry}",
        f"The ones make {ones}, the rest makes {tens}. Put them together.",
    ]
    steps = (
        (Fraction(ones), f"Yes, the ones make {ones}. Now the tens: {a - a % 10} + {b - b % 10}."),
        (Fraction(tens), f"Yes, that part makes {tens}. Add what the ones make."),
    )
    lines = (
        f"Ones: {a % 10} + {b % 10} = {ones}.",
        f"The rest: {a - a % 10} + {b - b % 10} = {tens}.",
        f"{tens} + {ones} = {total}.",
    )
    return Way(tuple(hints), lines, steps, tuple(slips))


def subtract_way(a: int, b: int) -> Way:
    """Take away: jump up from the smaller number to the larger one."""
    rest = Fraction(a - b)
    if b > a:
        hints: tuple[str, ...] = (
            f"{b} is more than {a}, so the answer is below zero.",
            f"Draw a number line. Start at {a} and step back {b}.",
            f"First step back {a} to reach 0. How many steps are left?",
        )
        return Way(
            hints, (f"From {a}, step back {a} to reach 0.", f"Step back {b - a} more.", f"{a} − {b} = −{b - a}.")
        )
    slips = [(Fraction(a + b), "That adds. The − sign means take away.")]
    if a > 20:
        slips += [
            (rest + 10, "Look at the tens again. Did you take a ten away when you swapped it for ones?"),
            (rest - 10, "Look at the tens again. A ten too many has gone."),
        ]
    unit = 10 if a - b <= 100 else 100
    stop = -(-(b + 1) // unit) * unit
    if not b < stop < a:
        hints = (
            f"Start at {a} and count back {b}.",
            f"Or count up: how far is it from {b} to {a}?",
            f"Draw {a} dots and cross out {b} of them. Count what is left.",
        )
        return Way(hints, (f"Start at {a}.", f"Count back {b}.", f"{a} − {b} = {rest}."), (), tuple(slips))
    up, on = stop - b, a - stop
    hints = (
        f"Count up from {b} to {a} in jumps.",
        f"Jump to {stop} first. How far is it from {b} to {stop}?",
        f"From {b} to {stop} is {up}. How far is it from {stop} to {a}?",
        f"The jumps are {up} and {on}. Put them together.",
    )
    steps = (
        (Fraction(up), f"Yes, from {b} to {stop} is {up}. How far is it from {stop} to {a}?"),
        (Fraction(on), f"Yes, from {stop} to {a} is {on}. Put both jumps together."),
    )
    lines = (f"From {b} to {stop} is {up}.", f"From {stop} to {a} is {on}.", f"{up} + {on} = {rest}.")
    return Way(hints, lines, steps, tuple(slips))


def multiply_way(a: int, b: int) -> Way:
    """Multiply: groups, then a nearby fact that is doubled or has a group added."""
    product = Fraction(a * b)
    slips = [(Fraction(a + b), f"That adds. {a} × {b} means {a} groups of {b}.")]
    slips += [
        (Fraction(a * (b + d)), f"{a * (b + d)} is {a} × {b + d}. How many {a}s away is {a} × {b}?") for d in (-1, 1)
    ]
    slips += [
        (Fraction(b * (a + d)), f"{b * (a + d)} is {a + d} × {b}. How many {b}s away is {a} × {b}?") for d in (-1, 1)
    ]
    meaning = f"{a} × {b} is {a} groups of {b}."
    if 0 in (a, b) or 1 in (a, b):
        hints: tuple[str, ...] = (
            f"{meaning} Draw the groups.",
            "What happens to a number with no groups, or with a single group?",
            "Try the same with smaller numbers first.",
        )
        return Way(hints, (meaning, f"{a} × {b} = {product}."))
    if a > 12 or b > 12:
        return _multiply_by_places(a, b, tuple(slips))
    for n in (10, 5):
        if n in (a, b):
            other = a if b == n else b
            tip = "Each digit moves up a place." if n == 10 else f"Work out {other} × 10, then take half of it."
            half = (
                () if n == 10 else ((Fraction(other * 10), f"Yes, {other} × 10 = {other * 10}. Now take half of it."),)
            )
            lines: tuple[str, ...] = (tip, f"{a} × {b} = {product}.")
            hints = (f"{meaning} Count in {n}s, {other} times.", tip, f"Say the {n} times table up to {other} steps.")
            return Way(hints, lines, half, tuple(slips))
    if a % 2 == 0 or b % 2 == 0:
        even, other = (b, a) if b % 2 == 0 else (a, b)
        part = other * (even // 2)
        fact = f"{other} × {even // 2}"
        hints = (
            f"{meaning} Start smaller. What is {fact}?",
            f"Work out {fact}, then double it.",
            f"{fact} = {part}. Now double {part}.",
        )
        lines = (f"{fact} = {part}.", f"Double {part} is {product}.", f"{a} × {b} = {product}.")
        return Way(hints, lines, ((Fraction(part), f"Yes, {fact} = {part}. Now double it."),), tuple(slips))
    part = a * (b - 1)
    fact = f"{a} × {b - 1}"
    hints = (
        f"{meaning} Start smaller. What is {fact}?",
        f"Work out {fact}, then add {a} more.",
        f"{fact} = {part}. Now add {a} more.",
    )
    lines = (f"{fact} = {part}.", f"{part} + {a} = {product}.", f"{a} × {b} = {product}.")
    return Way(hints, lines, ((Fraction(part), f"Yes, {fact} = {part}. Now add {a} more."),), tuple(slips))


def _multiply_by_places(a: int, b: int, slips: Steps) -> Way:
    """Multiply large numbers: split one of them by place and add the parts."""
    big, small = max(a, b), min(a, b)
    parts = _places(big)
    if len(parts) == 1:
        parts = [big]
        digit, zeros = int(str(big).rstrip("0")), len(str(big)) - len(str(big).rstrip("0"))
        if zeros:
            hints: tuple[str, ...] = (
                f"Leave the zeros of {big} out for now. What is {small} × {digit}?",
                f"{small} × {digit} = {small * digit}. Now put the zeros back.",
                "Each zero moves the digits up a place.",
            )
            lines: tuple[str, ...] = (
                f"{small} × {digit} = {small * digit}.",
                "Put the zeros back.",
                f"{a} × {b} = {a * b}.",
            )
            return Way(hints, lines, ((Fraction(small * digit), "Yes. Now put the zeros back."),), slips)
    made = [(f"{small} × {p}", small * p) for p in parts]
    joined = " + ".join(str(value) for _, value in made)
    split = " + ".join(map(str, parts))
    hints = (
        f"Split {big} by place: {split}. Multiply each part by {small}.",
        f"What is {made[0][0]}?",
        f"{made[0][0]} = {made[0][1]}. What do the other parts make?",
        f"The parts are {joined}. Add them.",
    )
    steps = tuple(
        (Fraction(value), f"Yes, {fact} = {value}. Work out every part, then add them.") for fact, value in made
    )
    lines = (*(f"{fact} = {value}." for fact, value in made), f"{joined} = {a * b}.")
    return Way(hints, lines, steps if len(made) > 1 else (), slips)


def divide_way(a: int, b: int) -> Way:
    """Divide: how many groups fit, using the times table of the divisor; a remainder is what is left."""
    q, r = divmod(a, b)
    slips = [
        (Fraction(a * b), "That multiplies. ÷ means share into equal groups."),
        (Fraction(a - b), f"That takes {b} away a single time. How many {b}s fit into {a}?"),
        (Fraction(q - 1), f"{b} × {q - 1} = {b * (q - 1)}. How much of {a} is left?"),
        (Fraction(q + 1), f"{b} × {q + 1} = {b * (q + 1)}. Is that more than {a}?"),
    ]
    if r:
        slips.append((Fraction(q), f"{b} × {q} = {b * q}, so something of {a} is left over. How much?"))
    near = 10 if q > 10 else 5 if q > 5 else 2
    hints = [f"How many groups of {b} fit into {a}? Think of the {b} times table."]
    if q > near:
        hints += [
            f"Start with {b} × {near} = {b * near}. How much of {a} is left after that?",
            f"After {near} groups, {a - b * near} is left. How many more {b}s fit in it?",
        ]
    else:
        hints += [
            f"Count up in {b}s until you reach {a} or just before it.",
            f"Draw {a} dots. Put a ring round each group of {b}.",
        ]
    if r:
        hints.append("Some are left over at the end. That is the remainder.")
    after = f"After {near} groups of {b}, {a - b * near} is left. How many more {b}s fit in it?"
    steps = ((Fraction(a - b * near), f"Yes. {after}"),) if q > near else ()
    fits = f"{b} × {q} = {b * q}."
    lines = (
        (fits, f"{a} − {b * q} = {r}, so {r} is left over.", f"{a} ÷ {b} = {q} remainder {r}.")
        if r
        else (fits, f"So {a} ÷ {b} = {q}.")
    )
    return Way(tuple(hints), lines, steps, tuple(slips))
