"""Which words of a PDF's page are seen: its drawing operators, followed as a printer would follow them.

A page is a program: set a colour, a size, a place, draw letters (ISO 32000-1, 8 and 9). Words are unseen when they
are drawn in no ink (rendering mode 3), in white on white, too small, off the page, fully transparent, in a layer that
is switched off, or under a box or picture that is painted over them. Unseen drawing is taken out of the program; what
is left is read by pypdf like any page.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from pypdf.generic import ContentStream, DecodedStreamObject, NameObject

Matrix = tuple[float, float, float, float, float, float]
_ONE: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_SHOWS = (b"Tj", b"TJ", b"'", b'"')
_FILLS = (b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*")
_ENDS = (*_FILLS, b"n", b"s", b"S")
TINY_POINTS = 3.0
_WHITE, _INK, _CLEAR = 0.91, 0.06, 0.05
_DEEPEST = 6  # forms within forms


def _times(one: Matrix, other: Matrix) -> Matrix:
    a, b, c, d, e, f = one
    g, h, i, j, k, m = other
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


def _at(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


@dataclass(frozen=True)
class _State:
    ctm: Matrix = _ONE
    white: bool = False
    space: str = "/DeviceGray"
    alpha: float = 1.0
    blends: bool = False
    mode: int = 0
    size: float = 1.0
    leading: float = 0.0


@dataclass
class _Place:
    """Where the following of a program stands: its state and those saved, the line of text, open layers and boxes."""

    now: _State
    resources: Any
    deep: int
    unseen: str
    saved: list[_State] = field(default_factory=list)
    line: Matrix = _ONE
    layers: list[str] = field(default_factory=list)
    boxes: list[tuple[float, float, float, float]] = field(default_factory=list)

    @property
    def why(self) -> str:
        """Why nothing that is drawn here is seen; "" where it may be."""
        return self.unseen or next((layer for layer in self.layers if layer), "")

    def move(self, operator: bytes, numbers: list[float]) -> None:
        """Go to where the next letters stand."""
        self.line = _moved(self.line, operator, numbers, self.now)
        if operator == b"TD" and len(numbers) == 2:
            self.now = replace(self.now, leading=-numbers[1])

    def take(self, operator: bytes, operands: Any, numbers: list[float]) -> None:
        """Take an operator that draws nothing itself."""
        if operator == b"q":
            self.saved.append(self.now)
        elif operator == b"Q":
            self.now = self.saved.pop() if self.saved else self.now
        elif operator == b"BT":
            self.line = _ONE
        elif operator in (b"Td", b"TD", b"Tm", b"T*"):
            self.move(operator, numbers)
        elif operator == b"EMC":
            self.layers = self.layers[:-1]
        elif operator == b"gs":
            self.now = _as_set(self.now, operands, self.resources)
        elif operator in (b"g", b"rg", b"k", b"sc", b"scn", b"cs"):
            self.now = _coloured(self.now, operator, operands, numbers, self.resources)
        else:
            self.now = _measured(self.now, operator, numbers)


@dataclass
class _Shown:
    """Letters drawn at one place: in which program, at which operator, and why they are unseen ("" where seen)."""

    program: int
    operator: int
    place: tuple[float, float]
    why: str


@dataclass
class Sight:
    """Follows one page. ``off`` are the numbers of the layers that are switched off."""

    box: tuple[float, float, float, float]
    off: frozenset[int] = frozenset()
    shown: list[_Shown] = field(default_factory=list)
    grounds: list[tuple[float, float, float, float]] = field(default_factory=list)
    programs: list[tuple[ContentStream, Any]] = field(default_factory=list)

    def follow(self, program: ContentStream, resources: Any, state: _State | None = None, deep: int = 0,
               unseen: str = "") -> None:  # fmt: skip
        """Follow a program of drawing operators and the forms it draws."""
        number = len(self.programs)
        self.programs.append((program, None))
        here = _Place(state or _State(), resources, deep, unseen)
        for n, (operands, operator) in enumerate(program.operations):
            numbers = _floats(operands)
            if operator in _SHOWS:
                self._show(here, number, n, operator)
            elif operator == b"re" and len(numbers) == 4:
                here.boxes.append(_box(here.now.ctm, *numbers))
            elif operator in _ENDS:
                if operator in _FILLS:
                    self._paint(here.boxes, here.now)
                here.boxes = []
            elif operator in (b"BDC", b"BMC"):
                off = self._layer_off(operands, resources)
                here.layers.append("text in a layer that is switched off" if off else "")
            elif operator == b"Do":
                self._draw(operands, here)
            elif operator == b"INLINE IMAGE":
                self._paint([_box(here.now.ctm, 0, 0, 1, 1)], replace(here.now, white=False))
            else:
                here.take(operator, operands, numbers)

    def _show(self, here: _Place, number: int, n: int, operator: bytes) -> None:
        if operator in (b"'", b'"'):
            here.move(b"T*", [])
        place = _at(here.now.ctm, here.line[4], here.line[5])
        self.shown.append(_Shown(number, n, place, here.why or self._why(here.now, here.line, place)))

    def _why(self, now: _State, text: Matrix, place: tuple[float, float]) -> str:
        if now.mode in (3, 7):
            return "text drawn without ink"
        if now.alpha < _CLEAR:
            return "transparent text"
        whole = _times(text, now.ctm)
        if abs(now.size) * math.hypot(whole[2], whole[3]) < TINY_POINTS:
            return "letters too small to read"
        x, y = place
        left, bottom, right, top = self.box
        if not (left - 2 <= x <= right + 2 and bottom - 2 <= y <= top + 2):
            return "text off the page"
        if now.white and now.mode in (0, 4) and not any(_holds(ground, place) for ground in self.grounds):
            return "white text on white"
        return ""

    def _paint(self, boxes: list[tuple[float, float, float, float]], now: _State) -> None:
        """Something is painted: what stood under it is unseen, and on colour white letters are seen."""
        if now.alpha < 0.9 or now.blends:
            return
        for box in boxes:
            for one in self.shown:
                if not one.why and _holds(box, one.place) and _holds(box, (one.place[0] + 2, one.place[1] + 2)):
                    one.why = "text under a box or picture"
            if now.white:
                self.grounds = [ground for ground in self.grounds if not _within(ground, box)]
            else:
                self.grounds.append(box)

    def _layer_off(self, operands: Any, resources: Any) -> bool:
        if len(operands) < 2 or operands[0] != "/OC" or not self.off:
            return False
        layers = _entry(resources, "/Properties")
        reference = layers.raw_get(operands[1]) if layers is not None and operands[1] in layers else None
        return getattr(reference, "idnum", -1) in self.off

    def _draw(self, operands: Any, here: _Place) -> None:
        now, resources = here.now, here.resources
        things = _entry(resources, "/XObject")
        if things is None or not operands or operands[0] not in things:
            return
        thing = things[operands[0]].get_object()
        if thing.get("/Subtype") == "/Image":
            self._paint([_box(now.ctm, 0, 0, 1, 1)], replace(now, white=False))
            return
        if thing.get("/Subtype") != "/Form" or here.deep >= _DEEPEST:
            return
        own = _floats(thing.get("/Matrix", [])) or list(_ONE)
        inner = thing.get("/Resources", resources)
        program = ContentStream(thing, None, "bytes")  # read as text, two-byte codes would not survive
        number = len(self.programs)
        self.follow(program, inner, replace(now, ctm=_times(tuple(own), now.ctm)), here.deep + 1, here.why)  # type: ignore[arg-type]
        self.programs[number] = (program, (things, operands[0], thing))

    def put_in_place(self, keep: Mapping[tuple[int, int], bool]) -> ContentStream:
        """Rewrite every program so that only the letters of ``keep`` are drawn; return the page's own."""
        for number, (program, form) in enumerate(self.programs):
            kept = []
            for n, (operands, operator) in enumerate(program.operations):
                if operator not in _SHOWS or keep.get((number, n), False):
                    kept.append((operands, operator))
                elif operator in (b"'", b'"'):
                    kept.append(([], b"T*"))
            fresh = ContentStream(None, None)
            fresh.operations = kept
            if form is None:
                self._page = fresh
            else:
                things, name, thing = form
                stream = DecodedStreamObject()
                stream.update({k: v for k, v in thing.items() if k not in ("/Filter", "/DecodeParms", "/Length")})
                stream.set_data(fresh.get_data())
                things[NameObject(name)] = stream
        return self._page


def _floats(operands: Any) -> list[float]:
    found = []
    for one in operands if isinstance(operands, list | tuple) else []:
        try:
            found.append(float(one))
        except (TypeError, ValueError):
            continue
    return found


def _entry(resources: Any, name: str) -> Any:
    found = resources.get_object() if resources is not None else None
    inner = found.get(name) if found is not None and hasattr(found, "get") else None
    return inner.get_object() if inner is not None else None


def _measured(now: _State, operator: bytes, numbers: list[float]) -> _State:
    if operator == b"cm" and len(numbers) == 6:
        return replace(now, ctm=_times(tuple(numbers), now.ctm))  # type: ignore[arg-type]
    if operator == b"Tr" and numbers:
        return replace(now, mode=int(numbers[0]))
    if operator == b"Tf" and numbers:
        return replace(now, size=numbers[-1])
    if operator == b"TL" and numbers:
        return replace(now, leading=numbers[0])
    return now


def _coloured(now: _State, operator: bytes, operands: Any, numbers: list[float], resources: Any) -> _State:
    if operator == b"cs":
        name = str(operands[0]) if operands else "/DeviceGray"
        spaces = _entry(resources, "/ColorSpace")
        own = spaces[name].get_object() if spaces is not None and name in spaces else name
        kind = str(own[0]) if isinstance(own, list) and own else str(own)
        return replace(now, space=kind, white=False)
    if operator in (b"sc", b"scn") and now.space in ("/Separation", "/DeviceN"):
        return replace(now, white=bool(numbers) and max(numbers) <= _INK)
    if operator in (b"sc", b"scn") and now.space in ("/Pattern", "/Indexed", "/Lab"):
        return replace(now, white=False)
    if len(numbers) == 4:
        return replace(now, white=max(numbers) <= _INK)
    return replace(now, white=bool(numbers) and min(numbers) >= _WHITE)


def _as_set(now: _State, operands: Any, resources: Any) -> _State:
    states = _entry(resources, "/ExtGState")
    if states is None or not operands or operands[0] not in states:
        return now
    told = states[operands[0]].get_object()
    alpha = _floats([told.get("/ca", now.alpha)])
    blend = str(told.get("/BM", "/Normal"))
    return replace(now, alpha=alpha[0] if alpha else now.alpha, blends=blend not in ("/Normal", "/Compatible"))


def _moved(line: Matrix, operator: bytes, numbers: list[float], now: _State) -> Matrix:
    if operator == b"Tm" and len(numbers) == 6:
        return tuple(numbers)  # type: ignore[return-value]
    if operator in (b"Td", b"TD") and len(numbers) == 2:
        return _times((1.0, 0.0, 0.0, 1.0, numbers[0], numbers[1]), line)
    if operator == b"T*":
        return _times((1.0, 0.0, 0.0, 1.0, 0.0, -now.leading), line)
    return line


def _box(ctm: Matrix, x: float, y: float, width: float, height: float) -> tuple[float, float, float, float]:
    corners = [_at(ctm, *corner) for corner in ((x, y), (x + width, y), (x, y + height), (x + width, y + height))]
    xs, ys = [c[0] for c in corners], [c[1] for c in corners]
    return min(xs), min(ys), max(xs), max(ys)


def _holds(box: tuple[float, float, float, float], place: tuple[float, float]) -> bool:
    return box[0] <= place[0] <= box[2] and box[1] - 1 <= place[1] <= box[3]


def _within(inner: tuple[float, float, float, float], outer: tuple[float, float, float, float]) -> bool:
    return outer[0] <= inner[0] and outer[1] <= inner[1] and outer[2] >= inner[2] and outer[3] >= inner[3]
