"""Texts as points: near one another when they speak of the same things in other words.

A text is the mean of its word pieces' vectors, weighted by how rare each is (Arora, Liang & Ma 2017, "A simple but
tough-to-beat baseline for sentence embeddings"). The vectors are those of the guard model's own table, which its
training left as they came from all-MiniLM-L6-v2; its pooled sentence vectors are made for telling harm apart and find
nothing (``benchmarks/retrieval.py`` has the figures). Reading a table costs next to nothing: a hundred thousand
passages take seconds, and no model runs.
"""

from __future__ import annotations

import logging
import math
import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

logger = logging.getLogger(__name__)

Vector = NDArray[np.float32]
WIDTH = 384
_TABLE = b"word_embeddings.weight"
_RARITY = 1.25  # weight = rarity to this power
_LONGEST = 6_000  # characters of a text that are looked at
_REMEMBERED, _REMEMBERED_TEXTS = 50_000, 5_000


class WordVectors:
    """The vectors of word pieces, and of words and texts made of them. Safe to use from several threads."""

    def __init__(self, table: Vector, tokenizer: Tokenizer, reference: Iterable[str]) -> None:
        """``table`` is (pieces, ``WIDTH``); how rare a piece is follows from the texts of ``reference``."""
        self._table, self._tokenizer = table, tokenizer
        tokenizer.no_truncation()
        tokenizer.no_padding()
        texts = list(reference)
        held: Counter[int] = Counter()
        for encoding in tokenizer.encode_batch(texts, add_special_tokens=False):
            held.update(set(encoding.ids))
        holding = np.zeros(len(table), np.float32)
        for piece, count in held.items():
            holding[piece] = count
        self._weights = (np.log1p((len(texts) - holding + 0.5) / (holding + 0.5)) ** _RARITY).astype(np.float32)
        self._places: dict[str, int] = {}
        self._known = np.zeros((1_024, WIDTH), np.float32)
        self._found: dict[tuple[str, ...], NDArray[np.intp]] = {}
        self._gate = threading.Lock()

    def _mean(self, pieces: Sequence[int]) -> Vector:
        own = list(dict.fromkeys(pieces))
        if not own:
            return np.zeros(WIDTH, np.float32)
        return _unit(self._weights[own] @ self._table[own])

    def of(self, text: str) -> Vector:
        """The vector of a text, of length 1 (all zeros for a text without words)."""
        return self._mean(self._tokenizer.encode(text[:_LONGEST], add_special_tokens=False).ids)

    def of_many(self, texts: Sequence[str]) -> Vector:
        """The vectors of several texts, (texts, ``WIDTH``)."""
        if not texts:
            return np.zeros((0, WIDTH), np.float32)
        found = self._tokenizer.encode_batch([text[:_LONGEST] for text in texts], add_special_tokens=False)
        return np.stack([self._mean(one.ids) for one in found])

    def _word_anew(self, word: str) -> Vector:
        pieces = self._tokenizer.encode(word, add_special_tokens=False).ids
        return _unit(self._table[pieces].mean(0)) if pieces else np.zeros(WIDTH, np.float32)

    def words(self, words: Sequence[str]) -> Vector:
        """The vectors of single words, each of length 1, (words, ``WIDTH``)."""
        key = tuple(words)
        with self._gate:
            found = self._found.get(key)
            if found is None:
                new = [word for word in dict.fromkeys(words) if word not in self._places]
                if new:
                    self._learn(new, words)
                if len(self._found) >= _REMEMBERED_TEXTS:
                    self._found.clear()
                found = self._found[key] = np.array([self._places[word] for word in words], np.intp)
            return self._known[found]

    def _learn(self, new: list[str], words: Sequence[str]) -> None:
        """Work words out and keep them; when there are too many, only those of this moment stay."""
        if len(self._places) + len(new) > _REMEMBERED:
            self._places.clear()
            self._found.clear()
            new = list(dict.fromkeys(words))
        while len(self._places) + len(new) > len(self._known):
            self._known = np.concatenate([self._known, np.zeros_like(self._known)])
        for word in new:
            place = len(self._places)
            self._known[place] = self._word_anew(word)
            self._places[word] = place


def _unit(vector: Vector) -> Vector:
    return (vector / max(float(np.linalg.norm(vector)), 1e-9)).astype(np.float32)


def word_vectors(folder: Path, reference: Iterable[str]) -> WordVectors | None:
    """Read the table out of the guard model in ``folder``; None where that model has none (words alone then)."""
    try:
        table = _table_in((folder / "guard.onnx").read_bytes())
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    except (OSError, ValueError, IndexError) as fault:
        logger.warning("no word vectors in %s (%s): passages are found by their words alone", folder, fault)
        return None
    if len(table) < tokenizer.get_vocab_size():
        logger.warning("the word vectors in %s do not fit its tokenizer: passages are found by their words", folder)
        return None
    return WordVectors(table, tokenizer, reference)


def _table_in(model: bytes) -> Vector:
    """The word embeddings of an ONNX file: field 7 is the graph, whose fields 5 are its tensors (onnx.proto)."""
    parts: dict[bytes, tuple[list[int], bytes]] = {}
    view = memoryview(model)
    for number, graph in _fields(view):
        if number != 7:
            continue
        for inner, tensor in _fields(graph):
            if inner == 5:
                name, shape, raw = _tensor(tensor)
                if _TABLE in name:
                    parts[name[name.index(_TABLE) + len(_TABLE) :]] = (shape, raw)
    if b"_quantized" in parts:
        shape, raw = parts[b"_quantized"]
        scale = float(np.frombuffer(parts[b"_scale"][1], "<f4")[0])
        zero = int(parts[b"_zero_point"][1][0])
        found = (np.frombuffer(raw, np.uint8).astype(np.float32) - zero) * scale
    elif b"" in parts:
        shape, raw = parts[b""]
        found = np.frombuffer(raw, "<f4").astype(np.float32)
    else:
        raise ValueError("it has no table of word pieces")
    if len(shape) != 2 or shape[1] != WIDTH or found.size != math.prod(shape):
        raise ValueError(f"its table of word pieces has the shape {shape}")
    return found.reshape(shape)


def _tensor(message: memoryview) -> tuple[bytes, list[int], bytes]:
    """Name (field 8), shape (field 1) and raw data (field 9; small integers may stand in field 5) of a tensor."""
    name, shape, raw = b"", [], b""
    for number, value in _fields(message):
        if number == 8:
            name = bytes(value)
        elif number == 1:
            shape += _numbers(value)
        elif number == 9:
            raw = bytes(value)
        elif number == 5 and not raw:
            raw = bytes(n & 0xFF for n in _numbers(value))
        elif number == 4 and not raw:
            raw = bytes(value)
    return name, shape, raw


def _numbers(packed: memoryview) -> list[int]:
    found, at = [], 0
    while at < len(packed):
        number, at = _varint(packed, at)
        found.append(number)
    return found


def _varint(message: memoryview, at: int) -> tuple[int, int]:
    number = shift = 0
    while True:
        byte = message[at]
        number |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if not byte & 0x80:
            return number, at


def _fields(message: memoryview) -> Iterator[tuple[int, memoryview]]:
    """Yield (number, bytes) of each field of a protobuf message; a plain number comes as its varint's bytes."""
    at = 0
    while at < len(message):
        key, at = _varint(message, at)
        number, kind = key >> 3, key & 7
        if kind == 2:
            size, at = _varint(message, at)
            yield number, message[at : at + size]
            at += size
        elif kind == 0:
            begin = at
            _, at = _varint(message, at)
            yield number, message[begin:at]
        elif kind in (1, 5):
            size = 8 if kind == 1 else 4
            yield number, message[at : at + size]
            at += size
        else:
            raise ValueError("it is no ONNX file")
