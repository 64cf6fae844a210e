"""What a file really is: by its first bytes and its end, never by its name alone.

A file that is two kinds at once (a PDF that is an archive as well) is read differently by different programs, which
is how something slips past a look; it is refused, like everything whose name says another kind than its content.
"""

from __future__ import annotations

import io
import zipfile
from pathlib import PurePosixPath

from studybuddy_core.knowledge.documents.document import MOST_BYTES, Kind, Refused

_NAMES = {
    ".pdf": Kind.PDF, ".docx": Kind.DOCX, ".pptx": Kind.PPTX, ".epub": Kind.EPUB,
    ".md": Kind.MARKDOWN, ".markdown": Kind.MARKDOWN, ".txt": Kind.TEXT, ".text": Kind.TEXT,
}  # fmt: skip
SUFFIXES = tuple(_NAMES)
TAKEN = "PDF, Word (.docx), PowerPoint (.pptx), EPUB, Markdown and text"
_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHERS = (
    (b"MZ", "a program"), (b"\x7fELF", "a program"), (b"#!", "a program"), (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"), (b"GIF8", "a picture"), (b"{\\rtf", "a rich-text (RTF) file"),
    (b"7z\xbc\xaf", "a 7-Zip archive"), (b"Rar!", "a RAR archive"), (b"\x1f\x8b", "a packed file"),
    (b"%!PS", "a PostScript file"), (b"ID3", "a sound file"), (b"OggS", "a sound file"),
)  # fmt: skip
_HTML = (b"<!doctype html", b"<html", b"<script", b"<?xml", b"<svg")


def kind_of(name: str, data: bytes) -> Kind:
    """Return what ``data`` is; raise ``Refused`` for what is not taken, with the reason and what to do."""
    if not data:
        raise Refused("It is empty. Open it on your computer and save it again.")
    if len(data) > MOST_BYTES:
        raise Refused(f"It has {len(data) / 1e6:.0f} MB, and at most {MOST_BYTES // 1_000_000} MB are taken. "
                      "Split it into parts, or save it without pictures.")  # fmt: skip
    found = _by_content(data)
    wanted = _NAMES.get(PurePosixPath(name.replace("\\", "/")).suffix.lower())
    plain = {Kind.MARKDOWN, Kind.TEXT}
    if wanted is None:
        raise Refused(f"Its name does not end like a document's. {TAKEN} are taken.")
    if wanted is not found and not (wanted in plain and found in plain):
        raise Refused(f"Its name says {wanted}, its content is {found}. Save it again from the program that made it.")
    return wanted


def _by_content(data: bytes) -> Kind:
    head = data[:1024]
    if data.startswith(_OFFICE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise Refused("It is protected with a password. Save a copy without one and bring that.")
        raise Refused("It is an old Office file (.doc, .ppt). Save it as .docx or .pptx and bring that.")
    for magic, what in _OTHERS:
        if data.startswith(magic):
            raise Refused(f"It is {what}, not a document. {TAKEN} are taken.")
    if data.startswith(b"%PDF-"):
        if zipfile.is_zipfile(io.BytesIO(data)):
            raise _two_kinds("a PDF", "an archive")
        return Kind.PDF
    if data.startswith(b"PK\x03\x04"):
        if b"%PDF-" in head:
            raise _two_kinds("an archive", "a PDF")
        return _packed(data)
    if b"%PDF-" in head or zipfile.is_zipfile(io.BytesIO(data)):
        raise _two_kinds("text", "a PDF or an archive")
    return _plain(data)


def _two_kinds(one: str, other: str) -> Refused:
    return Refused(f"It is {one} and {other} at once, which no honest program makes. Save it again from the program "
                   "that made it, or ask who gave it to you.")  # fmt: skip


def _packed(data: bytes) -> Kind:
    try:
        names = frozenset(zipfile.ZipFile(io.BytesIO(data)).namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as fault:
        raise Refused("It is damaged: its list of contents can't be read. Save it again and bring that.") from fault
    kinds = [
        kind
        for part, kind in (("word/document.xml", Kind.DOCX), ("ppt/presentation.xml", Kind.PPTX),
                           ("META-INF/container.xml", Kind.EPUB))
        if part in names
    ]  # fmt: skip
    if len(kinds) > 1:
        raise _two_kinds(f"a {kinds[0]} file", f"a {kinds[1]} file")
    if not kinds:
        raise Refused(f"It is an archive. Unpack it and bring the documents one by one: {TAKEN} are taken.")
    return kinds[0]


def _plain(data: bytes) -> Kind:
    start = data.lstrip(b"\xef\xbb\xbf \t\r\n")[:64].lower()
    if start.startswith(_HTML):
        raise Refused("It is a web page. Print it to a PDF, or copy the text you need into a text file.")
    decoded(data)
    return Kind.TEXT


def decoded(data: bytes) -> str:
    """Return plain text whatever common way it was written; raise ``Refused`` where it is no text."""
    marks = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig"))
    encoding = next((encoding for mark, encoding in marks if data.startswith(mark)), "utf-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")  # what older Windows programs write
    odd = sum((char < " " and char not in "\t\n\r\f") or char == "\ufffd" for char in text[:20_000])
    if odd > len(text[:20_000]) * 0.002:
        raise Refused(f"It is neither text nor a document this can read. {TAKEN} are taken.")
    return text
