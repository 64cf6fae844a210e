"""Ten thousand harmless lines that cleaning must leave as they are: ``python -m benchmarks.unchanged [DIR]``.

Pupils' own lines in two dozen languages, the same with emoji of every kind that Unicode builds (skin tones, families,
flags, keycaps, hearts with their selectors), and lines of school mathematics with the signs that a careless normal form
destroys (10⁶, m², ½, √, ∑). DIR adds homework of the public sets. A line counts as changed where what is stored,
shown and scored would differ from what the child typed, in the form NFC that keyboards give.
"""

from __future__ import annotations

import argparse
import itertools
import random
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.measuring import own, public
from studybuddy_core.checks.canonical import clean_text
from studybuddy_core.domain.intervals import wilson
from studybuddy_core.training import corpus
from studybuddy_core.training.guard.corpus import read_corpus
from studybuddy_core.training.guard.labels import corpus_labels

HOW_MANY = 10_000
SEED = 7
HARMLESS = ("everyday", "languages_benign", "words")
HOMEWORK = ("gsm8k", "svamp", "mathdial", "cima", "nq_open", "openbookqa", "mtbench_questions")
_ZWJ, _VS16, _KEYCAP = "\u200d", "\ufe0f", "\u20e3"
_TONES = [chr(code) for code in range(0x1F3FB, 0x1F400)]
_PEOPLE = ("👩", "👨", "🧑", "👧", "👦", "👶")
_THINGS = ("🔬", "🚀", "🏫", "🌾", "🍳", "💻", "🎨", "🚒", "⚕" + _VS16, "✈" + _VS16, "⚖" + _VS16)
_TOLD = ("👋", "👍", "🙏", "💪", "🤞", "👏", "🙋", "🏃", "🏊", "✋")


def _flags() -> Iterator[str]:
    letter = {c: chr(0x1F1E6 + ord(c) - ord("A")) for c in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}
    for code in ("DE", "FR", "IN", "BR", "NG", "UA", "VN", "MX", "KE", "NP", "JP", "GB", "TR", "PL"):
        yield letter[code[0]] + letter[code[1]]
    for code in ("gbeng", "gbsct", "gbwls"):
        yield "🏴" + "".join(chr(0xE0000 + ord(c)) for c in code) + "\U000e007f"
    yield from ("🏳" + _VS16 + _ZWJ + "🌈", "🏴" + _ZWJ + "☠" + _VS16)


def emoji() -> list[str]:
    """Emoji of every kind of sequence that Unicode Technical Standard #51 describes."""
    found = [chr(code) for code in itertools.chain(range(0x1F300, 0x1F3FB), range(0x1F400, 0x1F540),
                                                   range(0x1F5FB, 0x1F650), range(0x1F680, 0x1F6D0),
                                                   range(0x1F90C, 0x1F9FF), range(0x1FA70, 0x1FAD0))
             if unicodedata.category(chr(code)) == "So"]  # fmt: skip
    found += [sign + _VS16 for sign in "☀☁☂☃☎☑☔☕♥♠♣♦✂✈✉✏✔✖❄❤➡⬅⬆⬇©®™‼⁉"]
    found += [digit + _VS16 + _KEYCAP for digit in "0123456789#*"]
    found += [hand + tone for hand in _TOLD for tone in _TONES]
    found += [person + tone + _ZWJ + thing for person in _PEOPLE[:3] for tone in ("", *_TONES) for thing in _THINGS]
    found += [_ZWJ.join(family) for n in (2, 3, 4) for family in itertools.combinations(_PEOPLE, n)]
    found += ["👩" + _ZWJ + "❤" + _VS16 + _ZWJ + "👨", "🧑🏽" + _ZWJ + "🤝" + _ZWJ + "🧑🏻", "🐻" + _ZWJ + "❄" + _VS16]
    return [*found, *_flags()]


def mathematics(chance: random.Random) -> str:
    """One line as it stands in an exercise book, with signs that only this notation has."""
    n, m, k = chance.randint(2, 99), chance.randint(2, 99), chance.randint(2, 9)
    raised = "".join("⁰¹²³⁴⁵⁶⁷⁸⁹"[int(d)] for d in str(k))
    lowered = "".join("₀₁₂₃₄₅₆₇₈₉"[int(d)] for d in str(k))
    return chance.choice((
        f"{n} × 10{raised} = ?", f"the area is {n} m² and the volume {m} cm³", f"½ of {n} + ¾ of {m}",
        f"√{n * n} = {n}", f"{n} ÷ {k} ≈ {n / k:.1f}", f"∠ABC = {n}° so ∠BCD = {180 - n}°",
        f"x{lowered} + y{lowered} ≤ {n}", f"{n}‰ or {m}%?",
        f"∑ of 1…{n}", f"π·r² with r = {k} cm", f"{n} − {m} = −{abs(n - m)}", f"{n}′ {m}″", f"A ∪ B ⊂ C, {n} ∈ A",
        f"5⅓ − 2⅔ and then ±{n}", f"f(x) = x{raised} → x ≥ {m}", f"CO₂ and H₂O: {n} µg",
        f"ⅰ) {n} ⅱ) {m} №{k}", f"Δt = {n} s ⇒ v ∝ 1⁄{m}",
    ))  # fmt: skip


def harmless_lines(folder: Path | None = None) -> list[str]:
    """``HOW_MANY`` different lines in the form NFC, always the same ones."""
    chance = random.Random(SEED)
    home, known = Path(corpus.__path__[0]), corpus_labels()
    written = [line.text for name in HARMLESS for line in read_corpus(home / f"{name}.txt", known) if not line.labels]
    written += [str(row["prompt"]) for name in ("languages", "pupils", "scary_homework", "trigger_words")
                for row in own(name) if "prompt" in row]  # fmt: skip
    if folder is not None:
        written += [str(row["prompt"]) for name in HOMEWORK for row in public(folder, name) if row.get("prompt")]
    signs = emoji()
    lines = dict.fromkeys(unicodedata.normalize("NFC", line) for line in written)
    while len(lines) < HOW_MANY:
        for sign in chance.sample(signs, len(signs)):
            text = mathematics(chance) if chance.random() < 0.4 else chance.choice(written)
            at = chance.random() < 0.5
            line = f"{text} {sign}" if at else f"{sign} {text}"
            lines[unicodedata.normalize("NFC", line)] = None
    return list(lines)[:HOW_MANY] if folder is None else list(lines)


def changed(lines: Sequence[str]) -> list[str]:
    """The lines that cleaning changes."""
    return [line for line in lines if clean_text(line) != line]


def main() -> int:
    """Print how many are changed, and which."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", help="adds homework of the public sets there")
    lines = harmless_lines(parser.parse_args().folder)
    bad = changed(lines)
    other = sum(not line.isascii() for line in lines)
    print(f"changed by cleaning: {wilson(len(bad), len(lines))} harmless lines, of which {other:,} are not ASCII")
    for line in bad[:20]:
        print(f"  {line!r}\n  {clean_text(line)!r}")
    return int(bool(bad))


if __name__ == "__main__":
    raise SystemExit(main())
