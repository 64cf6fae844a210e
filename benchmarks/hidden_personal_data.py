"""What of personal data still leaves when it is disguised: ``python -m benchmarks.hidden_personal_data DIR``.

The sentences with marked personal data (``presidio_synth_pii.jsonl``) in plain words and in each disguise of
``benchmarks/transforms.py``, then redacted as before a call to an outside model. A value is left when it stands in what
would be sent, or in any way that the checks know to read that: letters and digits are compared, case and what stands
between them are not. Values of fewer than four letters and digits, and those that the plain sentence keeps, are left
out: the first stand anywhere by chance, the second are misses of the recognisers, which ``benchmarks/personal_data.py``
counts. A disguise that takes something away for good (upper case hides which words are names) shows as what it costs.

The second table is the price of it, in processor time for each message: a plain one and one in disguise. The readings
of a child's message are made before its turn asks anybody, so what redaction adds is the first figure.
"""

from __future__ import annotations

import argparse
import statistics
from collections.abc import Sequence
from pathlib import Path
from time import thread_time
from typing import Any

from benchmarks.personal_data import CHECKS, SET, half_of, of, rows_of, shown
from benchmarks.transforms import TRANSFORMS
from studybuddy_core.checks.canonical import clean_text
from studybuddy_core.checks.readings import readings_of
from studybuddy_core.pipeline.redaction import redact

LEAST = 4
NAMES = ("Amelia Hart", "Noah Singh", "Zuzanna Kowalska", "Tobias Lee", "Aisha Khan")
Row = dict[str, Any]


def bare(text: str) -> str:
    """Letters and digits alone, in small letters."""
    return "".join(filter(str.isalnum, text.casefold()))


def left(sent: str, values: Sequence[str]) -> list[bool]:
    """For each value, whether what is sent still tells it."""
    ways = [bare(sent), *(bare(reading.text) for reading in readings_of(sent))]
    return [any(value in way for way in ways) for value in values]


def told(rows: Sequence[Row]) -> list[tuple[str, list[str]]]:
    """Each text with the values that redaction takes out of it when it is plain."""
    found = []
    for row in rows:
        values = sorted({bare(row["text"][s["start"] : s["end"]]) for s in row.get("spans", ())})
        values = [value for value in values if len(value) >= LEAST]
        kept = left(redact(clean_text(row["text"]), CHECKS), values)
        if values := [value for value, still in zip(values, kept, strict=True) if not still]:
            found.append((row["text"], values))
    return found


def price(texts: Sequence[str]) -> str:
    """What redacting one text costs: its readings, which a turn has made already, and what is looked for in them."""
    reading, redacting = [], []
    for text in texts:
        began = thread_time()
        readings_of(text)
        read = thread_time()
        redact(text, CHECKS, NAMES)
        reading.append((read - began) * 1_000)
        redacting.append((thread_time() - read) * 1_000)
    return f"{_spread(redacting)}; its readings {_spread(reading)}"


def _spread(took: Sequence[float]) -> str:
    return f"p50 {statistics.median(took):.2f} ms, p95 {statistics.quantiles(took, n=20)[-1]:.2f} ms"


def main() -> int:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="where the JSON-lines files are")
    parser.add_argument("--rows", type=int, default=150, help="sentences of half B; each is disguised in every way")
    parser.add_argument("--only", action="append", default=[], metavar="NAME", help="this disguise; may be repeated")
    asked = parser.parse_args()
    rows = [row for row in rows_of(asked.folder / f"{SET}.jsonl") if half_of(row["id"]) == "B"]
    texts = told(rows[: asked.rows])
    print(f"{len(texts)} sentences, {sum(len(values) for _, values in texts)} values; still told when disguised")
    for name, transform in TRANSFORMS.items():
        if not asked.only or name in asked.only:
            still = [one for text, values in texts for one in left(redact(clean_text(transform(text)), CHECKS), values)]
            print(f"  {name:28}{shown(of(still))}", flush=True)
    print("\nredacting one message, in processor time")
    redact("Amelia has 3 apples", CHECKS, NAMES)
    for name in ("plain", "full width", "base64", "letters apart"):
        some = [clean_text(TRANSFORMS[name](f"{text} ") if name in TRANSFORMS else f"{text} ") for text, _ in texts]
        print(f"  {name:28}{price(some)}", flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
