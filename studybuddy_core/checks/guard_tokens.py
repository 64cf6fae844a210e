"""From a text and its surroundings to the guard model's input: the same at training and at scoring.

A text is ``[CLS] text [SEP]``; with surroundings (a system prompt, the talk before) ``[CLS] context [SEP] text
[SEP]`` with segment ids 0 and 1, as BERT was trained (Devlin et al. 2019). Long texts become overlapping windows;
of long surroundings the beginning and the end are kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tokenizers import Tokenizer

CLS, SEP = 101, 102
WINDOW = 120
STRIDE = 90
CONTEXT = 80
MOST_WINDOWS = 24


@dataclass(frozen=True, slots=True)
class Encoded:
    """One window: token ids and segment ids of equal length, and where the window lies in the text."""

    ids: tuple[int, ...]
    segments: tuple[int, ...]
    start: int
    end: int


class GuardTokens:
    """The tokenizer of the guard model, from its ``tokenizer.json``."""

    def __init__(self, path: Path) -> None:
        self._tokenizer = Tokenizer.from_file(str(path))
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()

    def _context(self, context: str) -> list[int]:
        if not context:
            return []
        ids: list[int] = self._tokenizer.encode(context[:2_000] + context[2_000:][-2_000:],
                                                add_special_tokens=False).ids  # fmt: skip
        return ids if len(ids) <= CONTEXT else ids[: CONTEXT // 2] + ids[-CONTEXT // 2 :]

    def windows(self, text: str, context: str = "", *, most: int = MOST_WINDOWS) -> Iterator[Encoded]:
        """Yield the windows of ``text`` (at least one); beyond ``most`` they are spread evenly over it."""
        encoding = self._tokenizer.encode(text, add_special_tokens=False)
        ids, places = encoding.ids, encoding.offsets
        before = self._context(context)
        starts = [0] if len(ids) <= WINDOW else [*range(0, len(ids) - WINDOW, STRIDE), len(ids) - WINDOW]
        if len(starts) > most:
            starts = [starts[round(i * (len(starts) - 1) / (most - 1))] for i in range(most)]
        for at in starts:
            part = ids[at : at + WINDOW]
            head = [CLS, *before, SEP] if before else [CLS]
            tail = [*part, SEP]
            segments = [0] * len(head) + [1 if before else 0] * len(tail)
            span = (places[at][0], places[at + len(part) - 1][1]) if part else (0, 0)
            yield Encoded((*head, *tail), tuple(segments), *span)
