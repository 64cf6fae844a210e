"""What a model costs, where that is known: US dollars for a million tokens in and out.

List prices without discounts, so a cost shown is an upper estimate. A model that is not listed here, or
one behind somebody's own address, has no known cost; it is never taken to be free.
Sources: platform.claude.com model pages; OpenAI's published API prices.
"""

from __future__ import annotations

import re
from datetime import date

PRICES_AS_OF = date(2026, 11, 21)

_PER_MILLION: dict[str, tuple[float, float]] = {
    "claude-haiku-5-5": (0.10, 0.50),  # prompts up to 100,000 tokens; ours are far smaller
    "claude-sonnet-5-5": (2.00, 10.00),
    "claude-opus-5-5": (4.00, 20.00),
    "claude-fable-5-1": (10.00, 50.00),
    "claude-sonnet-4-6": (3.00, 15.00),
    "claude-haiku-4-5": (1.00, 5.00),
    "gpt-5.4-mini": (0.75, 4.50),
    "gpt-5.4-nano": (0.20, 1.25),
    "gpt-5-mini": (0.25, 2.00),
    "gpt-4.1": (2.00, 8.00),
}
_DATED = re.compile(r"-(\d{8}|\d{4}-\d{2}-\d{2})$")


def cost_usd(model: str, input_tokens: int, output_tokens: int) -> float | None:
    """The list price of one call, or None where this model's price is not known."""
    price = _PER_MILLION.get(_DATED.sub("", model))
    if price is None:
        return None
    return (input_tokens * price[0] + output_tokens * price[1]) / 1_000_000
