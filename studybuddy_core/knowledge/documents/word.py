"""Word documents: paragraphs, headings and tables as they are seen on paper.

Whether a run of letters is seen depends on itself, its style, its paragraph's style and the document's own settings,
in that order. Hidden, white on white and tiny letters, deleted text, comments and descriptions of pictures are
told apart. Word keeps no pages; its notes on where a page last broke give them, about.
"""

from __future__ import annotations

import io
from typing import Any

import docx
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph

from studybuddy_core.knowledge.documents.document import Document, Gathering, Kind, Refused
from studybuddy_core.knowledge.documents.invisible import find_invisible
from studybuddy_core.knowledge.documents.office import TINY_POINTS, near_white, paper, side_texts
from studybuddy_core.knowledge.documents.package import Package

_ON = frozenset({None, "1", "true", "on"})
_BESIDE = (("word/comments", "a comment"),)
_AUTO = frozenset({None, "auto", "clear", "nil"})


class _Styles:
    """What each style says of its letters, inherited ones included."""

    def __init__(self, root: Any) -> None:
        self._own = {style.get(qn("w:styleId")): style for style in root.iter(qn("w:style"))}
        default = root.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
        self._default = [default] if default is not None else []

    def chain(self, style_id: str | None) -> list[Any]:
        """The letter properties of a style and of those it is based on, nearest first."""
        found, seen = [], set[str]()
        while style_id and style_id in self._own and style_id not in seen:
            seen.add(style_id)
            style = self._own[style_id]
            if (own := style.find(qn("w:rPr"))) is not None:
                found.append(own)
            based = style.find(qn("w:basedOn"))
            style_id = based.get(qn("w:val")) if based is not None else None
        return found

    def of(self, run: Any, paragraph: Any) -> list[Any]:
        """All letter properties that hold for a run, nearest first."""
        own = run.find(qn("w:rPr"))
        named = own.find(qn("w:rStyle")) if own is not None else None
        above = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        return [
            *([own] if own is not None else []),
            *self.chain(named.get(qn("w:val")) if named is not None else None),
            *self.chain(above.get(qn("w:val")) if above is not None else "Normal"),
            *self._default,
        ]


def _first(holding: list[Any], tag: str) -> Any:
    return next((found for one in holding if (found := one.find(qn(tag))) is not None), None)


def _why_unseen(run: Any, paragraph: Any, styles: _Styles, ground: bool) -> str:
    """Why a run of letters is not seen; "" where it is. ``ground``: it stands on colour."""
    if any(True for _ in run.iterancestors(qn("w:del"), qn("w:moveFrom"))):
        return "deleted text"
    holding = styles.of(run, paragraph)
    for tag in ("w:vanish", "w:webHidden"):
        mark = _first(holding, tag)
        if mark is not None and mark.get(qn("w:val")) in _ON:
            return "hidden text"
    size = _first(holding, "w:sz")
    if size is not None and (size.get(qn("w:val")) or "").isdigit() and int(size.get(qn("w:val"))) < 2 * TINY_POINTS:
        return "letters too small to read"
    colour = _first(holding, "w:color")
    white = colour is not None and (near_white(colour.get(qn("w:val"))) or paper(colour.get(qn("w:themeColor"))))
    marked = _first(holding, "w:highlight")
    shade = _first(holding, "w:shd")
    coloured = (marked is not None and marked.get(qn("w:val")) not in ("none", "white")) or _coloured(shade)
    if white and not (ground or coloured):
        return "white text on white"
    return ""


def _coloured(shade: Any) -> bool:
    fill = shade.get(qn("w:fill")) if shade is not None else None
    return fill not in _AUTO and not near_white(fill)


def _on_colour(paragraph: Any) -> bool:
    own = paragraph.find(f"{qn('w:pPr')}/{qn('w:shd')}")
    cells = (cell.find(f"{qn('w:tcPr')}/{qn('w:shd')}") for cell in paragraph.iterancestors(qn("w:tc")))
    return _coloured(own) or any(_coloured(shade) for shade in cells)


class _Reading:
    def __init__(self, styles: _Styles) -> None:
        self.styles, self.gathered, self.page = styles, Gathering(), 1

    def words(self, paragraph: Any) -> str:
        """The letters of a paragraph that are seen; page breaks are counted, the rest is noted."""
        ground, seen = _on_colour(paragraph), []
        for run in paragraph.iter(qn("w:r")):
            if any(True for _ in run.iterancestors("{*}Fallback")):
                continue
            text = ""
            for part in run:
                if part.tag in (qn("w:t"), qn("w:delText")):
                    text += part.text or ""
                elif part.tag in (qn("w:tab"), qn("w:cr"), qn("w:br"), qn("w:noBreakHyphen")):
                    text += "-" if part.tag == qn("w:noBreakHyphen") else " "
                    self.page += part.get(qn("w:type")) == "page"
                elif part.tag == qn("w:lastRenderedPageBreak"):
                    self.page += 1
                elif part.tag == qn("w:instrText") and len((part.text or "").split()) > 4:
                    self.gathered.hide("a field's code", part.text or "", page=self.page)
            why = _why_unseen(run, paragraph, self.styles, ground)
            if why:
                self.gathered.hide(why, text, page=self.page)
            else:
                seen.append(text)
        for described in paragraph.iter("{*}docPr", "{*}cNvPr"):
            for name in ("descr", "title"):
                self.gathered.hide("a picture's description", described.get(name) or "", page=self.page)
        return "".join(seen)

    def paragraph(self, one: Paragraph) -> None:
        words = self.words(one._p)
        self.gathered.see(words, level=_level(one), page=self.page)

    def table(self, table: Table) -> None:
        for row in table._tbl.iter(qn("w:tr")):
            cells = [
                " ".join(self.words(p) for p in cell.findall(qn("w:p"))).strip() for cell in row.iter(qn("w:tc"))
            ]
            self.gathered.see("; ".join(cell for cell in cells if cell), page=self.page)


def _level(paragraph: Paragraph) -> int:
    name = (paragraph.style.name or "").lower() if paragraph.style is not None else ""
    if name == "title":
        return 1
    return int(name[8:]) if name.startswith("heading ") and name[8:].isdigit() and 0 < int(name[8:]) < 7 else 0


def read(data: bytes) -> Document:
    """Read a Word file (.docx)."""
    package = Package(data)
    try:
        document = docx.Document(io.BytesIO(data))
        reading = _Reading(_Styles(document.styles.element))
        for part in document.iter_inner_content():
            if isinstance(part, Paragraph):
                reading.paragraph(part)
            else:
                reading.table(part)
        title = document.core_properties.title or ""
    except Refused:
        raise
    except Exception as fault:  # a broken document breaks its reader in many ways
        raise Refused("It is damaged: Word's parts in it do not fit together. Save it again and bring that.") from fault
    side_texts(package, _BESIDE, reading.gathered)
    find_invisible("\n".join(block.text for block in reading.gathered.blocks), reading.gathered)
    return reading.gathered.done(Kind.DOCX, title, reading.page)
