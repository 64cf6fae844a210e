"""How a story sum fits together: one rule a kind of story, each of which would rather say nothing than be wrong.

A rule returns a ``Plan``: the steps, each a sum of two numbers with why. Rules that read the same story in two ways
cancel each other out, so a plan is only made where all that fit agree.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from studybuddy_core.knowledge.stories.account_plans import account_of, of_one
from studybuddy_core.knowledge.stories.changing import (
    apart,
    began,
    change,
    changed,
    needed,
    other_part,
    total,
)
from studybuddy_core.knowledge.stories.fairness import fair
from studybuddy_core.knowledge.stories.grouping import dozens, groups, groups_and, shares, speed, times
from studybuddy_core.knowledge.stories.plans import HARD, Plan
from studybuddy_core.knowledge.stories.sharing import rest_shared, shared_out
from studybuddy_core.knowledge.stories.spending import paid, spent
from studybuddy_core.knowledge.stories.telling import Story

RULES: tuple[Callable[[Story], Plan | None], ...] = (
    changed, total, spent, paid, apart, needed, other_part, began, change, groups, groups_and, shares, dozens, times, speed,  # noqa: E501
)  # fmt: skip


def plan_of(story: Story) -> Plan | None:
    """Return how the story is worked out; None where no rule fits, or two disagree."""
    if re.search(HARD, story.text) or any(not q.value for q in story.quantities):
        return None
    if story.has(r"\b(?:needs?|needed|wants?|wanted|calls for|recipe)\b (?:to )?(?:\d|[a-z]+ \d)") and not story.asks(
        r"\bmore\b|\bto (?:add|earn|have)\b|\beach\b|\bboxes\b"
    ):
        return None
    plans = [plan for rule in RULES if (plan := rule(story)) is not None and fair(plan, story, rule.__name__)
             and (rule is not changed or of_one(plan, story))]  # fmt: skip
    plans += [plan for read in (account_of, shared_out, rest_shared) if (plan := read(story)) is not None]
    if not plans or len({plan.value for plan in plans}) > 1 or plans[0].value < 0:
        return None
    return plans[0]
