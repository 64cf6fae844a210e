"""Cuts a document into passages: a few sentences under one heading, long enough to answer and short enough to read.

A passage never runs over a heading. It keeps the page it begins on and the headings above it, so that its source
can be found again in the book. Addresses of web pages are taken out: a child can't follow them, and a model could
be told to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from studybuddy_core.knowledge.documents.document import Block, Document

WORDS = 90  # a passage is filled up to about this many
LEAST = 12  # what is shorter joins its neighbour, or is left out where it has none
LONGEST_SENTENCE = 60  # words; beyond it a sentence is cut
LONGEST_TITLE = 80

_SENTENCE = re.compile(r"(?<=[.!?…])[\"”’)]?\s+(?=\S)|(?<=[。！？])")
_WIDE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_LINK = re.compile(
    r"!?\[([^\]]{0,200})\]\((?:[^)\s]{1,500})[^)]{0,200}\)|"
    r"<?\b(?:https?|ftp|file|data|javascript|mailto|hxxps?)\s?:\s?/{0,2}[^\s<>\"”)]+>?|"
    r"\bwww\s?\.\s?[a-z0-9-]+(?:\s?\.\s?[a-z0-9-]+)*(?:/\S*)?|"
    r"\b[a-z0-9._%+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+\b|"
    r"\b(?:[a-z0-9-]{1,60}\.){1,4}(?:com|org|net|io|ai|app|dev|info|biz|xyz|me|tv|gg|ly|link|site|online|shop|club|top|"
    r"ru|cn|co|uk|us|eu|de|fr|edu|gov|es|it|nl|pl|at|ch|example|test)\b(?:/\S*)?",
    re.IGNORECASE,
)
_EMPTIED = re.compile(r"\(\s*\)|\[\s*\]|<\s*>|\s+(?=[.,;:!?])")


@dataclass(frozen=True, slots=True)
class Chunk:
    """A passage to be: its title, its text, the page it begins on (0: none) and the headings above it."""

    title: str
    text: str
    page: int
    headings: tuple[str, ...]


def words_in(text: str) -> int:
    """How many words a text has; in writing without spaces two signs count as one."""
    return len(text.split()) + len(_WIDE.findall(text)) // 2


def without_links(text: str) -> tuple[str, int]:
    """Return the text without web and mail addresses, and how many there were; a link's own words stay."""
    found = 0

    def out(match: re.Match[str]) -> str:
        nonlocal found
        found += 1
        return match[1] or ""

    plain = _LINK.sub(out, text)
    return (" ".join(_EMPTIED.sub("", plain).split()), found) if found else (text, 0)


def sentences_of(text: str) -> list[str]:
    """Cut a text into sentences; one without an end is cut after ``LONGEST_SENTENCE`` words."""
    found = []
    for sentence in _SENTENCE.split(text):
        words = sentence.split()
        if len(words) <= LONGEST_SENTENCE:
            parts = [sentence.strip()]
            if len(words) <= 2 and len(sentence) > 400:  # writing without spaces
                parts = [sentence[i : i + 120] for i in range(0, len(sentence), 120)]
        else:
            parts = [" ".join(words[i : i + LONGEST_SENTENCE]) for i in range(0, len(words), LONGEST_SENTENCE)]
        found += [part for part in parts if part]
    return found


def chunks_of(document: Document, name: str = "") -> tuple[Chunk, ...]:
    """Return the passages of a document, in order; ``name`` titles what has neither title nor heading."""
    top = _short(without_links(document.title)[0] or name or "Untitled")
    found: list[Chunk] = []
    for headings, blocks in _sections(document.blocks):
        found += _of_section(headings, blocks, top)
    return tuple(found)


def _sections(blocks: Sequence[Block]) -> Iterator[tuple[tuple[str, ...], list[Block]]]:
    """Runs of text with the headings above them, outermost first."""
    path: list[tuple[int, str]] = []
    held: list[Block] = []
    for block in blocks:
        if not block.level:
            held.append(block)
            continue
        if held:
            yield tuple(text for _, text in path), held
            held = []
        path = [(level, text) for level, text in path if level < block.level]
        path.append((block.level, _short(without_links(block.text)[0])))
    if held:
        yield tuple(text for _, text in path), held


def _of_section(headings: tuple[str, ...], blocks: Sequence[Block], top: str) -> Iterator[Chunk]:
    pieces = [(sentence, block.page) for block in blocks for sentence in sentences_of(without_links(block.text)[0])]
    groups: list[list[tuple[str, int]]] = []
    size = 0
    for sentence, page in pieces:
        length = words_in(sentence)
        if not groups or (size >= LEAST and size + length > WORDS):
            groups.append([])
            size = 0
        groups[-1].append((sentence, page))
        size += length
    if len(groups) > 1 and sum(words_in(s) for s, _ in groups[-1]) < LEAST:
        groups[-2] += groups.pop()
    own = tuple(heading for heading in headings if heading)
    title = own[-1] if own else top
    above = tuple(one for one in dict.fromkeys((*([top] if own else []), *own[:-1])) if one != title)
    for n, group in enumerate(groups):
        text = " ".join(sentence for sentence, _ in group)
        if words_in(text) >= (3 if own else LEAST) or (len(groups) == 1 and words_in(text) > 2):
            yield Chunk(title if n == 0 else f"{title} ({n + 1})", text, group[0][1], above)


def _short(text: str) -> str:
    text = " ".join(text.split())
    if len(text) <= LONGEST_TITLE:
        return text
    return text[:LONGEST_TITLE].rsplit(" ", 1)[0] + "…"
