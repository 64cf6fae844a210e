"""PDF: the seen words of each page, put back into paragraphs; what is drawn out of sight is told apart.

A PDF knows letters and places, not paragraphs. Larger letters make a heading, a line that ends early or without
a stop ends a paragraph, a word cut at the line's end is joined, and what stands on most pages is a running head.
"""

from __future__ import annotations

import io
import logging
import re
from collections import Counter
from typing import Any

from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ContentStream, NameObject

from studybuddy_core.knowledge.documents.document import MOST_PAGES, Document, Gathering, Kind, Refused
from studybuddy_core.knowledge.documents.invisible import find_invisible
from studybuddy_core.knowledge.documents.pdf_sight import Sight

Line = tuple[str, float]  # words, and how large their letters are in points
_NUMBER = re.compile(r"^[\W\d]*(?:page|seite|página)?[\W\d]*$", re.IGNORECASE)
_HEADING = 1.15  # a heading's letters are this much larger than most


def read(data: bytes) -> Document:
    """Read a PDF."""
    logging.getLogger("pypdf").setLevel(logging.ERROR)
    gathered = Gathering()
    try:
        reader = PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted:
            raise Refused("It is protected (encrypted). Print it to a new PDF, or save a copy without protection, "
                          "and bring that.")  # fmt: skip
        pages = len(reader.pages)
        if pages > MOST_PAGES:
            raise Refused(f"It has {pages:,} pages, and at most {MOST_PAGES} are taken. Bring the pages you need.")
        lines = [_page(reader.pages[n], n + 1, _layers_off(reader), gathered) for n in range(pages)]
        _beside(reader, gathered)
        about: Any = reader.metadata or {}
        title = str(about.get("/Title") or "")
    except Refused:
        raise
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, AssertionError, OverflowError,
            NotImplementedError, RecursionError) as fault:  # fmt: skip
        raise Refused("It is damaged: its pages can't be read. Open it and print it to a new PDF.") from fault
    _paragraphs(_without_running_heads(lines), gathered)
    nameless = title.lower().startswith(("untitled", "microsoft word", "about:"))
    return gathered.done(Kind.PDF, "" if nameless else title, pages)


def _layers_off(reader: PdfReader) -> frozenset[int]:
    root: Any = reader.trailer["/Root"]
    told: Any = root.get("/OCProperties", {})
    off = told.get("/D", {}).get("/OFF", []) if hasattr(told, "get") else []
    return frozenset(getattr(one, "idnum", -1) for one in off)


def _page(page: Any, number: int, off: frozenset[int], gathered: Gathering) -> list[Line]:
    contents = page.get_contents()
    if contents is None:
        return []
    box = page.cropbox
    sight = Sight((float(box.left), float(box.bottom), float(box.right), float(box.top)), off)
    # As bytes: read as text, two-byte codes (a page printed by a browser) would lose half of themselves.
    sight.follow(ContentStream(contents, None, "bytes"), page.get("/Resources"))
    reasons = dict.fromkeys(one.why for one in sight.shown)
    for why in [*(reason for reason in reasons if reason), ""]:
        page[NameObject("/Contents")] = sight.put_in_place({(s.program, s.operator): s.why == why for s in sight.shown})
        lines = _lines(page)
        text = "\n".join(words for words, _ in lines)
        find_invisible(text, gathered, page=number)
        if not why:
            return lines
        gathered.hide(why, text, page=number)
    return []


def _lines(page: Any) -> list[Line]:
    """The lines of a page as it now is, each with the size of its largest letters."""
    lines: list[list[Any]] = [["", 0.0]]

    def told(text: str, cm: list[float], tm: list[float], _font: object, size: float) -> None:
        scale = max(abs(tm[3] * cm[3]), abs(tm[1] * cm[2]), abs(tm[0] * cm[0])) or 1.0
        for n, piece in enumerate(text.split("\n")):
            if n:
                lines.append(["", 0.0])
            lines[-1][0] += piece
            if piece.strip():
                lines[-1][1] = max(lines[-1][1], float(size) * scale)

    page.extract_text(visitor_text=told)
    return [(" ".join(str(words).split()), float(size)) for words, size in lines]


def _without_running_heads(pages: list[list[Line]]) -> list[list[Line]]:
    """Leave out page numbers, and lines at the edge that stand on most pages."""
    edges = Counter(words for lines in pages for words in {w for w, _ in (*lines[:3], *lines[-3:]) if w})
    often = {words for words, n in edges.items() if n >= max(3, len(pages) // 2)}
    return [[(w, s) for w, s in lines if w not in often and not (w and _NUMBER.match(w))] for lines in pages]


def _paragraphs(pages: list[list[Line]], gathered: Gathering) -> None:
    sizes = Counter(round(size) for lines in pages for words, size in lines for _ in words.split())
    usual = sizes.most_common(1)[0][0] if sizes else 0
    widths = sorted(len(words) for lines in pages for words, _ in lines if words)
    full = widths[int(len(widths) * 0.75)] if widths else 0
    for number, lines in enumerate(pages, start=1):
        words: list[str] = []

        def end(page: int = number, held: list[str] = words) -> None:
            gathered.see(" ".join(held), page=page)
            held.clear()

        for line, size in lines:
            if not line:
                end()
                continue
            if usual and size >= usual * _HEADING and len(line.split()) <= 14:
                end()
                gathered.see(line, level=1 if size >= usual * 1.6 else 2, page=number)
                continue
            if words and words[-1].endswith("-") and line[:1].islower():
                words[-1] = words[-1][:-1] + line
            else:
                words.append(line)
            if line[-1] in ".!?:" and len(line) < full * 0.8:
                end()
        end()


def _beside(reader: PdfReader, gathered: Gathering) -> None:
    """Note what stands beside the pages: notes, fields, files and programs."""
    for number, page in enumerate(reader.pages, start=1):
        notes = page.get("/Annots")
        for reference in (notes.get_object() if notes is not None else None) or []:
            note = reference.get_object()
            if note.get("/Subtype") != "/Link":
                gathered.hide("a note", f"{note.get('/Contents') or ''} {note.get('/V') or ''}", page=number)
    root: Any = reader.trailer["/Root"]
    names = root.get("/Names", {})
    names = names.get_object() if hasattr(names, "get_object") else names
    if "/JavaScript" in names or "/JS" in str(root.get("/OpenAction", "")):
        gathered.hide("a program, which is not run", "JavaScript")
    if "/EmbeddedFiles" in names:
        gathered.hide("a file inside, which is not opened", "embedded file")
