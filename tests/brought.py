"""Files as teachers bring them, and as somebody with bad intentions makes them: one maker a kind.

Each maker takes paragraphs; a ``Part`` may be hidden in one of the ways its kind knows.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import docx
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor
from pptx import Presentation
from pptx.dml.color import RGBColor as SlideColour
from pptx.util import Emu
from pptx.util import Pt as SlidePt


@dataclass(frozen=True)
class Part:
    """A paragraph, a heading (``level``), or text that is ``hidden`` in a way of its kind."""

    text: str
    level: int = 0
    hidden: str = ""


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


_PDF_WAYS = {
    "no ink": lambda t, y: f"BT 3 Tr /F1 11 Tf 50 {y} Td ({t}) Tj ET",
    "white": lambda t, y: f"q 1 1 1 rg BT /F1 11 Tf 50 {y} Td ({t}) Tj ET Q",
    "tiny": lambda t, y: f"BT /F1 1 Tf 50 {y} Td ({t}) Tj ET",
    "off the page": lambda t, y: f"BT /F1 11 Tf 50 {-y - 500} Td ({t}) Tj ET",
    "covered": lambda t, y: f"BT /F1 11 Tf 50 {y} Td ({t}) Tj ET q 0.9 g 40 {y - 5} 500 20 re f Q",
    "transparent": lambda t, y: f"q /G0 gs BT /F1 11 Tf 50 {y} Td ({t}) Tj ET Q",
}


def _objects_to_pdf(objects: list[bytes], root: int = 1, extra: str = "") -> bytes:
    out = b"%PDF-1.4\n"
    places = []
    for n, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (n, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = f"trailer\n<< /Size {len(objects) + 1} /Root {root} 0 R {extra}>>\nstartxref\n{start}\n%%EOF\n"
    return out + trailer.encode()


def pdf(parts: Sequence[Part], *, title: str = "", per_page: int = 12) -> bytes:
    """A PDF with Helvetica text; long paragraphs are broken into lines."""
    pages = [parts[i : i + per_page] for i in range(0, len(parts), per_page)] or [[]]
    first = 5
    kids = " ".join(f"{first + 2 * n} 0 R" for n in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        f"<< /Title ({_escaped(title)}) >>".encode(),
    ]
    for n, page in enumerate(pages):
        lines, y = [], 760
        for part in page:
            words, line = part.text.split(), ""
            size = 18 if part.level else 11
            rows = []
            for word in words:
                if len(line) + len(word) > 80:
                    rows.append(line)
                    line = ""
                line = f"{line} {word}".strip()
            rows.append(line)
            for row in rows:
                safe = _escaped(row.encode("latin-1", "replace").decode("latin-1"))
                if part.hidden:
                    lines.append(_PDF_WAYS[part.hidden](safe, y))
                else:
                    lines.append(f"BT /F1 {size} Tf 50 {y} Td ({safe}) Tj ET")
                y -= size + 5
            y -= 14
        stream = "\n".join(lines).encode("latin-1", "replace")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {first + 2 * n + 1} 0 R /Resources "
            "<< /Font << /F1 3 0 R >> /ExtGState << /G0 << /ca 0 >> >> >> >>".encode()
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
    return _objects_to_pdf(objects, extra="/Info 4 0 R ")


def printed_pdf(rows: Sequence[str], *, hidden: str = "") -> bytes:
    """A page as a browser prints it: letters by two-byte number of a font of its own, which says what they mean."""
    means = b"1 begincodespacerange <0000> <FFFF> endcodespacerange 1 beginbfrange <0003> <0061> <0020> endbfrange"
    codes = ["".join(f"{ord(letter) - 29:04X}" for letter in row) for row in (*rows, hidden) if row]
    inks = ["0"] * len(rows) + ["1"]
    drawn = [f"{ink} g BT /F1 11 Tf 50 {760 - 30 * n} Td <{code}> Tj ET"
             for n, (code, ink) in enumerate(zip(codes, inks, strict=False))]  # fmt: skip
    stream = "\n".join(drawn).encode()
    return _objects_to_pdf([
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /AAAAAA+Serif /Encoding /Identity-H /DescendantFonts [6 0 R] "
        b"/ToUnicode 7 0 R >>",
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /AAAAAA+Serif /DW 500 "
        b"/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(means), means),
    ])  # fmt: skip


def word(parts: Sequence[Part], *, title: str = "") -> bytes:
    """A Word file."""
    document = docx.Document()
    document.core_properties.title = title
    for part in parts:
        if part.level:
            document.add_heading(part.text, part.level)
            continue
        paragraph = document.add_paragraph()
        run = paragraph.add_run(part.text)
        if part.hidden == "hidden":
            run.font.hidden = True
        elif part.hidden == "white":
            run.font.color.rgb = RGBColor(255, 255, 255)
        elif part.hidden == "tiny":
            run.font.size = Pt(1)
        elif part.hidden == "comment":
            run.text = "More."
            document.add_comment(runs=run, text=part.text, author="x")
        elif part.hidden == "style":
            style = document.styles.add_style(f"S{len(document.styles)}", 1)
            style.font.hidden = True
            paragraph.style = style
        elif part.hidden == "deleted":
            deleted = paragraph._p.makeelement(qn("w:del"), {qn("w:id"): "1", qn("w:author"): "x"})
            paragraph._p.append(deleted)
            deleted.append(run._r)
            for text in run._r.findall(qn("w:t")):
                text.tag = qn("w:delText")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def slides(parts: Sequence[Part], *, title: str = "") -> bytes:
    """A PowerPoint file: each heading begins a slide."""
    show: Any = Presentation()
    show.core_properties.title = title
    slide, top = None, 0
    for part in parts:
        if part.level or slide is None:
            slide = show.slides.add_slide(show.slide_layouts[5])
            slide.shapes.title.text = part.text if part.level else "Slide"
            top = 1_500_000
            if part.level:
                continue
        if part.hidden == "notes":
            slide.notes_slide.notes_text_frame.text = part.text
            continue
        if part.hidden == "hidden slide":
            extra = show.slides.add_slide(show.slide_layouts[5])
            extra.shapes.title.text = part.text
            extra._element.set("show", "0")
            continue
        left = 20_000_000 if part.hidden == "off the slide" else 500_000
        box = slide.shapes.add_textbox(Emu(left), Emu(top), Emu(8_000_000), Emu(600_000))
        run = box.text_frame.paragraphs[0].add_run()
        run.text = "A picture." if part.hidden == "description" else part.text
        if part.hidden == "white":
            run.font.color.rgb = SlideColour(255, 255, 255)
        elif part.hidden == "tiny":
            run.font.size = SlidePt(1)
        elif part.hidden == "description":
            box._element.nvSpPr.cNvPr.set("descr", part.text)
        top += 700_000
    out = io.BytesIO()
    show.save(out)
    return out.getvalue()


_HTML_WAYS = {
    "display": '<p style="display:none">{}</p>', "white": '<p style="color:#fff">{}</p>',
    "tiny": '<span style="font-size:0">{}</span>', "comment": "<!-- {} -->", "attribute": "<p hidden>{}</p>",
    "class": '<p class="gone">{}</p>', "description": '<img alt="{}" src="x.png"/>',
    "script": "<script>/* {} */</script>",
}  # fmt: skip
_CONTAINER = """<?xml version="1.0"?><container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0">
<rootfiles><rootfile full-path="OEBPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>"""


def book(parts: Sequence[Part], *, title: str = "A book") -> bytes:
    """An EPUB of one chapter."""
    body = "".join(
        f"<h{p.level}>{p.text}</h{p.level}>" if p.level else _HTML_WAYS[p.hidden].format(p.text) if p.hidden else
        f"<p>{p.text}</p>" for p in parts
    )  # fmt: skip
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("mimetype", "application/epub+zip", zipfile.ZIP_STORED)
        made.writestr("META-INF/container.xml", _CONTAINER)
        made.writestr("OEBPS/book.opf", f"""<?xml version="1.0"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{title}</dc:title></metadata>
<manifest><item id="c" href="c.xhtml" media-type="application/xhtml+xml"/>
<item id="s" href="s.css" media-type="text/css"/></manifest><spine><itemref idref="c"/></spine></package>""")
        made.writestr("OEBPS/s.css", ".gone { display: none }")
        made.writestr("OEBPS/c.xhtml", f"""<?xml version="1.0" encoding="utf-8"?><!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml"><head><title>{title}</title></head><body>{body}</body></html>""")
    return out.getvalue()


_MARKDOWN_WAYS = {
    "comment": "<!-- {} -->", "note": '[here](page.html "{}")', "description": "![{}](x.png)",
    "white": 'See <span style="color:white">{}</span> here.', "reference": '[x]: y.html "{}"',
    "tags": "Nice.{}",
}  # fmt: skip


def in_tags(text: str) -> str:
    """The text in the invisible alphabet of tag characters."""
    return "".join(chr(0xE0000 + ord(char)) for char in text if " " <= char <= "~")


def markdown(parts: Sequence[Part], *, title: str = "") -> bytes:
    """A Markdown file."""
    lines = [f"# {title}"] if title else []
    for part in parts:
        if part.hidden:
            text = in_tags(part.text) if part.hidden == "tags" else part.text
            lines.append(_MARKDOWN_WAYS[part.hidden].format(text))
        else:
            lines.append(f"{'#' * part.level} {part.text}" if part.level else part.text)
    return "\n\n".join(lines).encode()


def text(parts: Sequence[Part], *, title: str = "") -> bytes:
    """A plain text file."""
    lines = [title] if title else []
    lines += [f"Nice.{in_tags(part.text)}" if part.hidden else part.text for part in parts]
    return "\n\n".join(lines).encode()


Maker = Callable[..., bytes]
MAKERS: dict[str, Maker] = {
    "pdf": pdf, "docx": word, "pptx": slides, "epub": book, "md": markdown, "txt": text,
}  # fmt: skip
WAYS: dict[str, tuple[str, ...]] = {
    "pdf": tuple(_PDF_WAYS), "docx": ("hidden", "white", "tiny", "comment", "style", "deleted"),
    "pptx": ("white", "tiny", "notes", "hidden slide", "off the slide", "description"),
    "epub": tuple(_HTML_WAYS), "md": tuple(_MARKDOWN_WAYS), "txt": ("tags",),
}  # fmt: skip


def zipped(files: dict[str, bytes], *, flag: int = 0) -> bytes:
    """An archive of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in files.items():
            made.writestr(name, data)
    return out.getvalue()
