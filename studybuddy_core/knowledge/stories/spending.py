"""Stories about money: what several things cost together, and what is left after paying."""

from __future__ import annotations

import re

from studybuddy_core.knowledge.stories.plans import APART, LEFT, MONEY, Plan, chain, plain_ones, rates_of
from studybuddy_core.knowledge.stories.telling import Story


def spent(story: Story) -> Plan | None:
    """For "Paid 3 for this and 4 for that. How much in all?"."""
    prices = plain_ones(story)
    if rates_of(story) or not 2 <= len(prices) <= 4 or any(not q.things & MONEY for q in prices):
        return None
    if (
        not story.asks(r"\bhow much\b.*\b(?:spend|spent|pay|paid|cost)\b|\btotal (?:cost|bill)\b")
        or story.asks(APART)
        or story.asks(LEFT)
    ):
        return None
    if any(
        q.verb
        not in ("spent", "paid", "bought", "buys", "cost", "costs", "spends", "pays", "got", "ordered", "purchased", "")
        for q in prices
    ):
        return None
    if story.has(r"\b(?:each|every|per|had|has|have|change|back|gave|saved|earned|also|toys)\b"):
        return None
    steps = chain(prices, [1] * (len(prices) - 1))
    return Plan(steps) if steps else None


def paid(story: Story) -> Plan | None:
    """For "Has 20, buys a book for 7. How much is left?": money that goes away."""
    found = plain_ones(story)
    if rates_of(story) or not 2 <= len(found) <= 3 or any(not q.things & MONEY or q.asked for q in found):
        return None
    asks = story.asks(
        r"\bhow (?:much|many)\b.*\b(?:left|now|still)\b|\bhow much change\b|\bhow much money\b.*\b(?:have then|then)\b"
    )
    first, rest = found[0], found[1:]
    has = first.verb in ("has", "have", "had", "got", "gets", "saved", "starts", "earned")
    pays = all(re.search(r"\bfor\s*$|\b(?:spends?|spent|pays?|paid|costs?|gives?|gave|buys?|bought)\b[^.]*$", q.before) and not q.verb.startswith(("has", "ha", "got", "earn", "receiv"))  # noqa: E501
               for q in rest)  # fmt: skip
    if (
        not asks
        or not has
        or not pays
        or story.has(
            r"\b(?:each|every|per|than|more|some|twice|times|another|him|her)\b \d|\b(?:each|than|more|some)\b"
        )
    ):
        return None
    steps = chain(found, [-1] * len(rest))
    return Plan(steps) if steps else None
