"""From the bytes of a file to a document: what it is, then the reader made for it. Runs inside the sandbox."""

from __future__ import annotations

from studybuddy_core.knowledge.documents import epub, markdown, pdf, slides, text, word
from studybuddy_core.knowledge.documents.document import Document, Kind
from studybuddy_core.knowledge.documents.sniffing import kind_of

_READERS = {
    Kind.PDF: pdf.read, Kind.DOCX: word.read, Kind.PPTX: slides.read, Kind.EPUB: epub.read,
    Kind.MARKDOWN: markdown.read, Kind.TEXT: text.read,
}  # fmt: skip


def read_here(name: str, data: bytes) -> Document:
    """Read a file in this process; raise ``Refused`` with the reason and what to do."""
    return _READERS[kind_of(name, data)](data)
