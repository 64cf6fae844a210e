"""A document as it was read: what a reader would see, page by page, and what they would not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from studybuddy_core.domain.errors import BadInput

MOST_BYTES = 20_000_000
MOST_PAGES = 600
MOST_CHARACTERS = 2_000_000
MOST_HIDDEN = 200
SAMPLE = 300  # characters of a hidden text that are kept


class Kind(StrEnum):
    """What a file is, by its content."""

    PDF = "PDF"
    DOCX = "Word"
    PPTX = "PowerPoint"
    EPUB = "EPUB"
    MARKDOWN = "Markdown"
    TEXT = "text"


class Refused(BadInput):
    """A file that is not taken; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, a heading (``level`` 1 to 6) or a line of a table, on its page (from 1; 0: there are none)."""

    text: str
    level: int = 0
    page: int = 0


@dataclass(frozen=True, slots=True)
class Hidden:
    """Text that a reader does not see: ``what`` it is ("a comment"), where, and how it begins."""

    what: str
    text: str
    page: int = 0


@dataclass(frozen=True, slots=True)
class Document:
    """What was read out of one file."""

    kind: Kind
    title: str
    blocks: tuple[Block, ...]
    hidden: tuple[Hidden, ...] = ()
    pages: int = 0


class Gathering:
    """Collects blocks and hidden texts while a file is read, within the limits on how much there may be."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.hidden: list[Hidden] = []
        self._characters = 0

    def see(self, text: str, *, level: int = 0, page: int = 0) -> None:
        """Take in visible text; raise ``Refused`` where the document is too long."""
        flat = " ".join(text.split())
        if not flat:
            return
        self._characters += len(flat)
        if self._characters > MOST_CHARACTERS:
            raise Refused(f"It holds more than {MOST_CHARACTERS // 1_000_000} million letters. Split it into parts "
                          "and bring the parts that you need.")  # fmt: skip
        self.blocks.append(Block(flat, level, page))

    def hide(self, what: str, text: str, *, page: int = 0) -> None:
        """Note text that a reader does not see; beyond a number nobody would read on."""
        flat = " ".join(text.split())
        if not any(char.isalnum() or ord(char) > 0xE0000 for char in flat):
            return
        last = self.hidden[-1] if self.hidden else None
        if last is not None and (last.what, last.page) == (what, page) and len(last.text) < SAMPLE:
            self.hidden[-1] = Hidden(what, f"{last.text} {flat}"[:SAMPLE], page)
        elif len(self.hidden) < MOST_HIDDEN:
            self.hidden.append(Hidden(what, flat[:SAMPLE], page))

    def done(self, kind: Kind, title: str, pages: int = 0) -> Document:
        """Return the document; raise ``Refused`` where there is nothing to read in it."""
        if not self.blocks:
            hides = " All its text is hidden from a reader." if self.hidden else ""
            raise Refused(f"There is no text to read in it.{hides} A scan holds only pictures: "
                          "bring a file with real text, or type what matters.")  # fmt: skip
        heading = next((block.text for block in self.blocks if block.level), "")
        return Document(kind, " ".join(title.split())[:120] or heading[:120], tuple(self.blocks), tuple(self.hidden),
                        pages)  # fmt: skip


def as_json(document: Document) -> dict[str, object]:
    """The document as plain values, for the way out of the sandbox."""
    return {
        "kind": document.kind.value, "title": document.title, "pages": document.pages,
        "blocks": [[b.text, b.level, b.page] for b in document.blocks],
        "hidden": [[h.what, h.text, h.page] for h in document.hidden],
    }  # fmt: skip


def from_json(told: dict[str, object]) -> Document:
    """The document again; raise ``ValueError`` or ``TypeError`` for anything but what ``as_json`` writes."""

    def rows(name: str) -> Iterable[tuple[str, str, int]]:
        found = told[name]
        if not isinstance(found, list):
            raise ValueError(name)
        for one, two, three in found:
            yield one, two, int(three)

    blocks = tuple(Block(str(text), int(level), page) for text, level, page in rows("blocks"))
    hidden = tuple(Hidden(str(what), str(text), page) for what, text, page in rows("hidden"))
    return Document(Kind(str(told["kind"])), str(told["title"]), blocks, hidden, int(str(told["pages"])))
