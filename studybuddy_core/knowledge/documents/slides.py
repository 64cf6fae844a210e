"""PowerPoint files: what stands on each slide, in reading order; a slide's title is its heading.

Hidden slides and shapes, what lies off the slide, white on white and tiny letters, speaker notes, comments and
descriptions of pictures are told apart: a class that is shown the slides does not see them.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from pptx import Presentation
from pptx.oxml.ns import qn

from studybuddy_core.knowledge.documents.document import MOST_PAGES, Document, Gathering, Kind, Refused
from studybuddy_core.knowledge.documents.invisible import find_invisible
from studybuddy_core.knowledge.documents.office import TINY_POINTS, near_white, paper, side_texts
from studybuddy_core.knowledge.documents.package import Package

_BESIDE = (("ppt/comments", "a comment"), ("ppt/threadedcomments", "a comment"))


def _fill(element: Any) -> str | None:
    """A shape's or background's filling: ``white``, ``colour``, or None where it says nothing."""
    if element is None:
        return None
    for tag in ("a:gradFill", "a:blipFill", "a:pattFill"):
        if element.find(qn(tag)) is not None:
            return "colour"
    solid = element.find(qn("a:solidFill"))
    if solid is None:
        return None
    plain, theme = solid.find(qn("a:srgbClr")), solid.find(qn("a:schemeClr"))
    white = near_white(plain.get("val")) if plain is not None else paper(theme.get("val") if theme is not None else "")
    return "white" if white else "colour"


def _ground(slide: Any) -> bool:
    """Whether the slide's ground is coloured, so that white letters are seen on it."""
    for one in (slide, slide.slide_layout, slide.slide_layout.slide_master):
        ground = one._element.find(f"{qn('p:cSld')}/{qn('p:bg')}")
        if ground is None:
            continue
        filled = _fill(ground.find(qn("p:bgPr")))
        if filled is None:
            theme = ground.find(f"{qn('p:bgRef')}/{qn('a:schemeClr')}")
            mapping = slide.slide_layout.slide_master._element.find(qn("p:clrMap"))
            name = theme.get("val") if theme is not None else "bg1"
            return not paper(mapping.get(name, name) if mapping is not None else name)
        return filled == "colour"
    return False


def _shapes(shapes: Any) -> Iterator[Any]:
    for shape in shapes:
        yield shape
        if shape.shape_type is not None and hasattr(shape, "shapes"):
            yield from _shapes(shape.shapes)


class _Slide:
    def __init__(self, slide: Any, number: int, size: tuple[int, int], gathered: Gathering) -> None:
        self.slide, self.number, self.size, self.gathered = slide, number, size, gathered
        self.unseen = "text on a hidden slide" if slide._element.get("show") in ("0", "false") else ""
        self.coloured = _ground(slide)
        self.grounds: list[tuple[int, int, int, int]] = []

    def read(self) -> None:
        title = self.slide.shapes.title
        for shape in _shapes(self.slide.shapes):
            self._shape(shape, title is not None and shape.shape_id == title.shape_id)
        if self.slide.has_notes_slide and self.slide.notes_slide.notes_text_frame is not None:
            notes = self.slide.notes_slide.notes_text_frame.text
            self.gathered.hide("speaker notes", notes, page=self.number)

    def _shape(self, shape: Any, is_title: bool) -> None:
        for described in shape._element.iter("{*}cNvPr"):
            for name in ("descr", "title"):
                self.gathered.hide("a picture's description", described.get(name) or "", page=self.number)
            break
        box = self._box(shape)
        filled = _fill(shape._element.find(qn("p:spPr")))
        why = self.unseen or self._out_of_sight(shape, box)
        on_colour = filled == "colour" or (
            filled is None and (self.coloured or any(_covers(ground, box) for ground in self.grounds))
        )
        if getattr(shape, "has_text_frame", False):
            words = " ".join(self._words(p, why, on_colour) for p in shape.text_frame.paragraphs)
            self.gathered.see(words, level=2 if is_title else 0, page=self.number)
        if getattr(shape, "has_table", False):
            for row in shape.table.rows:
                cells = [" ".join(self._words(p, why, True) for p in c.text_frame.paragraphs) for c in row.cells]
                self.gathered.see("; ".join(cell.strip() for cell in cells if cell.strip()), page=self.number)
        if filled == "colour" or shape._element.tag == qn("p:pic"):
            self.grounds.append(box)

    def _box(self, shape: Any) -> tuple[int, int, int, int]:
        left, top = shape.left or 0, shape.top or 0
        return left, top, left + (shape.width or 0), top + (shape.height or 0)

    def _out_of_sight(self, shape: Any, box: tuple[int, int, int, int]) -> str:
        hidden = next((e.get("hidden") for e in shape._element.iter("{*}cNvPr")), None)
        if hidden in ("1", "true"):
            return "a hidden shape"
        left, top, right, bottom = box
        top_level = shape._element.getparent().tag == qn("p:spTree")
        off = right <= 0 or bottom <= 0 or left >= self.size[0] or top >= self.size[1]
        return "text off the slide" if top_level and right > left and off else ""

    def _words(self, paragraph: Any, why: str, on_colour: bool) -> str:
        seen = []
        for run in paragraph.runs:
            reason = why or _why_unseen(run, on_colour)
            if reason:
                self.gathered.hide(reason, run.text, page=self.number)
            else:
                seen.append(run.text)
        return "".join(seen)


def _covers(ground: tuple[int, int, int, int], box: tuple[int, int, int, int]) -> bool:
    return ground[0] < box[2] and box[0] < ground[2] and ground[1] < box[3] and box[1] < ground[3]


def _why_unseen(run: Any, on_colour: bool) -> str:
    if run.font.size is not None and run.font.size.pt < TINY_POINTS:
        return "letters too small to read"
    own = run._r.find(qn("a:rPr"))
    clear = own is not None and own.find(qn("a:noFill")) is not None
    if clear or (_fill(own) == "white" and not on_colour):
        return "white text on white"
    return ""


def read(data: bytes) -> Document:
    """Read a PowerPoint file (.pptx)."""
    package, gathered = Package(data), Gathering()
    try:
        show = Presentation(io.BytesIO(data))
        if len(show.slides) > MOST_PAGES:
            raise Refused(f"It has {len(show.slides):,} slides, and at most {MOST_PAGES} are taken. Bring it in parts.")
        size = (show.slide_width or 0, show.slide_height or 0)
        for number, slide in enumerate(show.slides, start=1):
            _Slide(slide, number, size, gathered).read()
        title, pages = show.core_properties.title or "", len(show.slides)
    except Refused:
        raise
    except Exception as fault:  # a broken file breaks its reader in many ways
        raise Refused("It is damaged: its slides do not fit together. Save it again and bring that.") from fault
    side_texts(package, _BESIDE, gathered)
    find_invisible("\n".join(block.text for block in gathered.blocks), gathered)
    return gathered.done(Kind.PPTX, "" if title == "PowerPoint Presentation" else title, pages)
