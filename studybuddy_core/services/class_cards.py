"""Cards to cut out and hand to children: class code, name, four pictures.

Pictures are known only in the moment they are given, so the cards are made then and never again. They
leave as a page to print or as a table; in both, a name is text and nothing else (no markup, no formula).
"""

from __future__ import annotations

import csv
import html
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from studybuddy_core.services.first_passwords import shown_code
from studybuddy_core.services.passwords import PICTURES, PICTURES_CHOSEN

_BY_ID = {picture.id: picture for picture in PICTURES}
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


@dataclass(frozen=True, slots=True)
class Card:
    """One child's sign-in as it is handed out: shown once."""

    account: str
    name: str
    class_name: str
    code: str
    pictures: tuple[str, ...] = field(repr=False)


def safe_cell(value: object) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    text = str(value)
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) or text.startswith(_FORMULA) else text


def as_csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a table as CSV, every cell safe against formulas."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([safe_cell(name) for name in header])
    for row in rows:
        writer.writerow([safe_cell(cell) for cell in row])
    return out.getvalue()


def cards_as_csv(cards: Sequence[Card]) -> str:
    """Return the cards as a table, pictures by name."""
    header = ["Class", "Class code", "Name", *(f"Picture {n}" for n in range(1, PICTURES_CHOSEN + 1))]
    rows = (
        [card.class_name, shown_code(card.code), card.name, *(_BY_ID[p].name for p in card.pictures)] for card in cards
    )
    return as_csv(header, rows)


_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Sign-in cards</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<style>
body{{font:16px/1.4 sans-serif;margin:1cm;color:#12161f;background:#fff}}
main{{display:grid;grid-template-columns:1fr 1fr;gap:.5cm}}
section{{border:1px dashed #7c8798;border-radius:8px;padding:.4cm;break-inside:avoid}}
h2{{font-size:20px;margin:0 0 4px}} p{{margin:0 0 6px}}
ol{{display:flex;gap:12px;margin:0;padding:0;list-style:none;text-align:center}}
ol span{{display:block;font-size:34px}}
</style></head><body><main>
{cards}
</main></body></html>
"""


def _card(card: Card) -> str:
    pictures = "".join(
        f'<li><span aria-hidden="true">{_BY_ID[p].symbol}</span>{html.escape(_BY_ID[p].name)}</li>'
        for p in card.pictures
    )
    return (
        f"<section><h2>{html.escape(card.name)}</h2><p>Class {html.escape(card.class_name)} · code "
        f"<strong>{html.escape(shown_code(card.code))}</strong></p><ol>{pictures}</ol></section>"
    )


def cards_as_page(cards: Sequence[Card]) -> str:
    """Return the cards as a page to print, two in a row."""
    return _PAGE.format(cards="\n".join(_card(card) for card in cards))


def shown_pictures(pictures: Sequence[str]) -> str:
    """Return pictures as they are read out: "🐱 Cat, 🌙 Moon, …"."""
    return ", ".join(f"{_BY_ID[p].symbol} {_BY_ID[p].name}" for p in pictures)
