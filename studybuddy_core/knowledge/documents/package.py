"""A packed document (Word, PowerPoint, EPUB), opened without trusting what it says of itself."""

from __future__ import annotations

import io
import zipfile
from pathlib import PurePosixPath

from studybuddy_core.knowledge.documents.document import Refused

MOST_PARTS = 5_000
MOST_UNPACKED = 150_000_000
MOST_RATIO = 200  # text packs to a twentieth; what packs to a two-hundredth was made to burst
_SMALL = 200_000  # bytes below which any ratio is harmless
_AGAIN = "Save it again from the program that made it, or ask who gave it to you."
_MACROS = ("vbaproject.bin", "vbadata.xml")


class Package:
    """An archive that was looked over: sizes, names, nothing encrypted, no entities in its XML."""

    def __init__(self, data: bytes) -> None:
        """Open it; raises ``Refused`` for a bomb, names that lead out of it, encrypted parts, macros, entities."""
        self.data = data
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            parts = self._zip.infolist()
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as fault:
            raise Refused(f"It is damaged: its list of contents can't be read. {_AGAIN}") from fault
        self._look_over(parts)
        self.names = tuple(part.filename for part in parts)
        for name in self.names:
            if name.lower().endswith((".xml", ".rels", ".opf", ".xhtml", ".html", ".ncx")):
                self._without_entities(name)

    def _look_over(self, parts: list[zipfile.ZipInfo]) -> None:
        if len(parts) > MOST_PARTS:
            raise Refused(f"It holds {len(parts):,} parts, more than any real document. {_AGAIN}")
        names = [part.filename for part in parts]
        if len(set(names)) < len(names):
            raise Refused(f"It holds two parts of one name, so programs would read different things. {_AGAIN}")
        total = 0
        for part in parts:
            path = PurePosixPath(part.filename.replace("\\", "/"))
            if path.is_absolute() or ".." in path.parts or ":" in part.filename or "\0" in part.filename:
                raise Refused(f"One of its parts has a name that leads out of it. {_AGAIN}")
            if part.flag_bits & 0x1:
                raise Refused("It is protected with a password. Save a copy without one and bring that.")
            if path.name.lower() in _MACROS:
                raise Refused("It holds a program (macros). Save it without macros (.docx, .pptx) and bring that.")
            total += part.file_size
            burst = part.file_size > _SMALL and part.file_size > MOST_RATIO * max(1, part.compress_size)
            if burst or total > MOST_UNPACKED:
                raise Refused(f"Unpacked it would be far larger than a document can be. {_AGAIN}")

    def read(self, name: str) -> bytes:
        """Return one part; raises ``Refused`` where it is damaged or missing."""
        try:
            return self._zip.read(name)
        except (KeyError, zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, EOFError) as fault:
            raise Refused(f"It is damaged: its part {name[:80]} can't be read. {_AGAIN}") from fault
        except Exception as fault:  # zlib's own error, and whatever a broken packing raises
            raise Refused(f"It is damaged: its part {name[:80]} can't be unpacked. {_AGAIN}") from fault

    def _without_entities(self, name: str) -> None:
        data = self.read(name)
        shown = data if b"\0" not in data[:64] else data.replace(b"\0", b"")  # XML may be written in UTF-16
        if b"<!ENTITY" in shown.upper() if b"<!" in shown else False:
            raise Refused(f"It defines words of its own that grow when they are read (XML entities). {_AGAIN}")
