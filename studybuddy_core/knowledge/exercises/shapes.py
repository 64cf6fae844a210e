"""Shapes: perimeter and area of rectangles, squares and triangles, volume of boxes, corners and sides."""

from __future__ import annotations

import re
from fractions import Fraction

from studybuddy_core.knowledge.exercises.exercise import Exercise, Way, exercise
from studybuddy_core.knowledge.numerals import NUMBER, number, shown
from studybuddy_core.knowledge.phrases import plain

_UNITS = r"(?:mm|cms?|km|m|centimet(?:re|er)s?|met(?:re|er)s?|inch(?:es)?|feet|ft|units?|squares?)"
_WHAT = re.compile(r"\b(area|perimeter|perimiter|perimetre|volume)\b")
# "How much fence do we need to go round it": the perimeter in other words.
_FENCE = re.compile(
    r"\b(?:how (?:much|long|many met\w+ of) (?:is (?:the |a )?)?(?:fence|fencing|ribbon|string|wall|border|edging)\b[^.?!\d]*\b(?:a?round|edge)\b(?: the)?(?: it| outside| edge)*|"  # noqa: E501
    r"how far is it (?:all the way )?(?:a?round)\b(?: the)?(?: it| outside| edge)*)"
)
_SHAPE = re.compile(r"\b(rectangle|rectangular|oblong|square|triangle|cuboid|cube|box|room|garden|field|yard)\b")
_LENGTHS = re.compile(rf"(?<![\d.])({NUMBER})\s*({_UNITS})?(?![\w/%])")
_AROUND = re.compile(
    r"\b(?:what|whats|what's|is|the|a|an|of|with|by|and|sides?|length|lengths|long|wide|width|high|height|tall|base|deep|"
    r"depth|that|thats|that's|measures?|measuring|has|have|find|work|out|calculate|pls|please|in|it|its|each|side|how|do|you|i|"
    r"wot|wat|tell|me|just|if|are|which|whose|one|square|rectangle|rectangular|oblong|triangle|cuboid|cube|box|room|"
    r"garden|field|yard|area|perimeter|perimiter|perimetre|volume|for|sized?|get|to|answer|my|help|equal|all|"
    r"dimensions?|breadth|we|need|our|shape|s|there|x|yes|no|hint|homework|maths?)\b"
)


def _two(a: Fraction, b: Fraction, what: str) -> tuple[Fraction, Way]:
    x, y = shown(a), shown(b)
    if what == "area":
        value = a * b
        hints = (
            "Area is the space inside, counted in squares.",
            f"Draw it: rows of {x} squares, and {y} rows.",
            f"Multiply the sides: work out {x} × {y}.",
        )
        slip: tuple[tuple[Fraction, str], ...] = (
            (2 * (a + b), "That is the way round the outside. Area is the space inside."),
            (a + b, "Adding the sides gives part of the way round. Area needs × ."),
        )
        return value, Way(hints, ("Area = length × width.", f"{x} × {y} = {shown(value)}."), (), slip)
    value = 2 * (a + b)
    hints = (
        "Perimeter is the way all round the outside.",
        f"A rectangle has 4 sides: {x}, {y}, {x} and {y}.",
        f"Add {x} and {y}, then double it.",
    )
    steps = ((a + b, f"Yes, {x} + {y} = {shown(a + b)}. That is half of the way round, so double it."),)
    slip = ((a * b, "That is the space inside. Perimeter is the way round the outside."),)
    return value, Way(hints, (f"{x} + {y} = {shown(a + b)}.", f"2 × {shown(a + b)} = {shown(value)}."), steps, slip)


def _square(a: Fraction, what: str) -> tuple[Fraction, Way]:
    x = shown(a)
    if what == "area":
        hints = (
            "Area is the space inside, counted in squares.",
            "In a square, length and width are the same.",
            f"Work out {x} × {x}.",
        )
        return a * a, Way(
            hints,
            ("Area = side × side.", f"{x} × {x} = {shown(a * a)}."),
            (),
            ((4 * a, "That is the way round the outside. Area is the space inside."),),
        )
    hints = (
        "Perimeter is the way all round the outside.",
        "A square has 4 sides, all of the same length.",
        f"Work out 4 × {x}.",
    )
    return 4 * a, Way(
        hints,
        ("All 4 sides are the same.", f"4 × {x} = {shown(4 * a)}."),
        (),
        ((a * a, "That is the space inside. Perimeter is the way round the outside."),),
    )


def _triangle(a: Fraction, b: Fraction) -> tuple[Fraction, Way]:
    x, y = shown(a), shown(b)
    hints = (
        "Two of the same triangles make a rectangle or a slanted one.",
        f"The rectangle round it is {x} by {y}. What is its area?",
        f"{x} × {y} = {shown(a * b)}. The triangle is half of that.",
    )
    steps = ((a * b, f"Yes, {x} × {y} = {shown(a * b)}. The triangle is half of that."),)
    return a * b / 2, Way(
        hints, (f"{x} × {y} = {shown(a * b)}.", f"Half of {shown(a * b)} is {shown(a * b / 2)}."), steps
    )


def _box(a: Fraction, b: Fraction, c: Fraction) -> tuple[Fraction, Way]:
    x, y, z = shown(a), shown(b), shown(c)
    hints = (
        "Volume is the space inside a box, counted in cubes.",
        f"How many cubes are in the bottom layer? Work out {x} × {y}.",
        f"The bottom layer holds {shown(a * b)} cubes. There are {z} layers.",
    )
    steps = ((a * b, f"Yes, the bottom layer holds {shown(a * b)}. There are {z} layers."),)
    return a * b * c, Way(
        hints, (f"Bottom layer: {x} × {y} = {shown(a * b)}.", f"{shown(a * b)} × {z} = {shown(a * b * c)}."), steps
    )


def _measured(what: str, shape: str, sides: list[Fraction]) -> tuple[Fraction, Way] | None:
    match (what, shape, len(sides)):
        case ("volume", "cube", 1):
            return _box(sides[0], sides[0], sides[0])
        case ("volume", "cuboid" | "box" | "room", 3):
            return _box(*sides)
        case ("area" | "perimeter", "square", 1):
            return _square(sides[0], what)
        case ("area" | "perimeter", "rectangle", 2):
            return _two(sides[0], sides[1], what)
        case ("area", "triangle", 2):
            return _triangle(sides[0], sides[1])
        case _:
            return None


def read(text: str) -> Exercise | None:
    """Read a question for the area, perimeter or volume of a simple shape with given sides."""
    flat = re.sub(r"(?<=\d)\s*\*\s*(?=\d)|(?<=m)\s*[x*]\s*(?=\d)", " by ", plain(text))
    flat = _FENCE.sub(" perimeter ", flat) if not _WHAT.search(flat) else flat
    what, shape = _WHAT.search(flat), _SHAPE.search(flat)
    if not what or not shape or len(set(_WHAT.findall(flat))) > 1:
        return None
    found = _LENGTHS.findall(flat)
    units = {re.sub(r"s$", "", unit) for _, unit in found if unit}
    rest = _AROUND.sub(" ", _LENGTHS.sub(" ", flat))
    if len(units) > 1 or re.search(r"[\w/%]", rest) or not 1 <= len(found) <= 3:
        return None
    sides = [value for digits, _ in found if (value := number(digits)) is not None and value > 0]
    asked = "perimeter" if what[1].startswith("perim") else what[1]
    name = {
        "rectangular": "rectangle",
        "oblong": "rectangle",
        "garden": "rectangle",
        "field": "rectangle",
        "yard": "rectangle",
    }.get(shape[1], shape[1])
    if name == "room" and asked != "volume":
        name = "rectangle"
    if "rectang" in flat and asked != "volume":
        name = "rectangle"
    if len(sides) != len(found) or (name == "triangle" and ("base" in flat) != ("height" in flat)):
        return None
    measured = _measured(asked, name, sides)
    if measured is None:
        return None
    value, way = measured
    unit = next((u for _, u in found if u), "")
    question = f"{asked} of a {name} {' by '.join(shown(s) + (' ' + unit if unit else '') for s in sides)}"
    other = (
        _measured(asked, name, [s + n for n, s in enumerate(sides, 1)]),
        _measured(asked, name, [s + 2 * n for n, s in enumerate(sides, 1)]),
    )
    labels = ([shown(s + k * n) for n, s in enumerate(sides, 1)] for k in (1, 2))
    others = [
        (f"The {asked} of a {name} {' by '.join(label)}.", pair[1])
        for label, pair in zip(labels, other, strict=True)
        if pair
    ]
    return exercise("shape", question, value, way, others=others)
