"""Cards to cut out and hand to children: class code, name, four pictures.

Pictures are known only in the moment they are given, so the cards are made then and never again. They
leave as a page to print or as rows of a table; in the page a name is text and nothing else.
"""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass, field

from studybuddy_core.services.first_passwords import shown_code
from studybuddy_core.services.passwords import PICTURES, PICTURES_CHOSEN

_BY_ID = {picture.id: picture for picture in PICTURES}
CARD_COLUMNS = ("Class", "Class code", "Name", *(f"Picture {n}" for n in range(1, PICTURES_CHOSEN + 1)))


@dataclass(frozen=True, slots=True)
class Card:
    """One child's sign-in as it is handed out: shown once."""

    account: str
    name: str
    class_name: str
    code: str
    pictures: tuple[str, ...] = field(repr=False)


def card_rows(cards: Sequence[Card]) -> tuple[dict[str, object], ...]:
    """Return the cards as rows of a table, pictures by name; ``CARD_COLUMNS`` is their order."""
    rows: list[dict[str, object]] = []
    for card in cards:
        row: dict[str, object] = {"Class": card.class_name, "Class code": shown_code(card.code), "Name": card.name}
        row.update((f"Picture {n}", _BY_ID[p].name) for n, p in enumerate(card.pictures, 1))
        rows.append(row)
    return tuple(rows)


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
