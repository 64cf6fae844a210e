"""Stories in which something comes, goes, is put together, compared, or has changed."""

from __future__ import annotations

import re
from collections.abc import Sequence

from studybuddy_core.knowledge.stories.fairness import WHEN, goes_up, told_apart
from studybuddy_core.knowledge.stories.plans import (
    APART,
    LEFT,
    SAYS_LITTLE,
    TOTAL,
    WILL,
    Plan,
    Step,
    alike,
    chain,
    named,
    one_group,
    plain_ones,
    rates_of,
)
from studybuddy_core.knowledge.stories.telling import Quantity, Story
from studybuddy_core.knowledge.words import stem, words_of

_DEEDS = (
    r"\b(?:give|gave|lose|lost|eat|ate|sell|sold|spend|spent|buy|bought|get|got|find|found|use|used|add|need\w*|catch|"
    r"pick\w*|earn\w*)\b(?! up)"
)
_UNSURE = r"\b(?:some|several|few|to begin with|at first|originally|initially|before)\b"
_SOMEONE_ELSES = (
    r"\bof [a-z]+ ?'s\b|\bof (?:his|her|their)\b|\bpick\w*\b.*\btree\b|\btree\b.*\bpick\w*|\bborrow\w*|\bthan\b"
)


def _asks_for_the_end(story: Story) -> bool:
    """Whether the question is how many there are when everything has happened."""
    if not (story.asks(LEFT) or story.asks(WILL) or story.asks(TOTAL)) or story.asks(APART) or rates_of(story):
        return False
    if story.asks(_DEEDS) and not story.asks(LEFT):
        return False
    return not story.asks(r"\b(?:begin|start|first|originally|before)\b")


def _goes(q: Quantity, story: Story) -> int | None:
    """Whether a number comes (1) or goes (-1) in the story; None where that can't be told."""
    more = bool(
        re.match(r"(?:more|another|new|additional|extra)\b", q.after)
        or re.search(r"\b(?:another|an additional|an extra)\s*$", q.before)
    )
    if q.turn == 0 and not more:
        return None
    gives = re.search(r"\b(?:gives?|gave|sends?|sent|hands?|handed) ([a-z]+)\s*$", q.before)
    goes = re.search(r"\b(?:ate|used|gave|sold|lost|left|spent|took)\b[^,]*$", q.before)
    if q.turn < 0 and re.match(r"more\b", q.after) and not gives and not goes:
        return None
    return 1 if gives and re.search(rf"\b{gives[1]}\b", story.asked) else q.turn or 1


def _sure(story: Story, found: Sequence[Quantity], signs: Sequence[int]) -> bool:
    """Whether the question and the changes belong together."""
    first = found[0]
    rest = [q for q in plain_ones(story) if q not in found]
    if any(q.turn and (q.same or q.things & first.things) for q in rest):
        return False
    if story.asks(LEFT) and not story.asks(r"\bnow\b|\bend(?:s|ed)? (?:up )?with\b") and -1 not in signs:
        return False
    if story.asks(TOTAL) and -1 in signs and not story.asks(r"\b(?:would|will|now)\b"):
        return False
    if re.search(WHEN, story.asked) and told_apart(story, found):
        return False
    return first.turn <= 0 or len({s for q in found if (s := _subject(q)) not in _PRONOUNS}) <= 1


def changed(story: Story) -> Plan | None:
    """For "Had 8, gave away 3, got 5 more. How many now?": what there was, and every change in order."""
    found = named(plain_ones(story), story) if _asks_for_the_end(story) else None
    if not found or not 2 <= len(found) <= 3 or (any(q.asked for q in found) and not story.asks(r"\bif\b")):
        return None
    if len({frozenset(q.things) for q in found if not q.same}) > 1 and not one_group(found):
        return None
    if found[0].turn < 0 or story.tells(_UNSURE) or story.has(_SOMEONE_ELSES):
        return None
    signs = [sign for q in found[1:] if (sign := _goes(q, story)) is not None]
    if len(signs) != len(found) - 1 or not _sure(story, found, signs):
        return None
    steps = chain(found, signs)
    return Plan(steps) if steps else None


_PRONOUNS = frozenset("he she they it i we you then later if and the on at there another after her his their".split())  # noqa: SIM905


def _subject(q: Quantity) -> str:
    """The first word of the sentence a number stands in: who does it."""
    words = re.findall(r"[a-z]+", q.before)
    return next((w for w in words if w not in ("if", "then", "later", "and", "on", "the", "next", "day")), "he")


def total(story: Story) -> Plan | None:
    """Parts that are put together: "5 red and 3 blue, how many altogether?"."""
    if not story.asks(TOTAL) or story.asks(APART) or rates_of(story) or story.asks(LEFT):
        return None
    if story.tells(TOTAL) or story.tells(r"\b(?:than|twice|times|the rest|left|some|before)\b"):
        return None
    found = named(plain_ones(story), story)
    if found is None:  # the parts have names of their own: "5 boys and 3 girls, how many children"
        return None
    if not 2 <= len(found) <= 4 or any(
        q.turn < 0
        and q.verb not in ("spent", "spend", "ate", "used", "paid", "left", "missed", "sold", "ran", "cut", "flew")
        for q in found
    ):
        return None
    turns = {q.turn < 0 for q in found}
    if len(turns) > 1 or (
        turns == {True} and not story.asks(rf"\b(?:{'|'.join(sorted({q.verb[:3] for q in found}))})")
    ):
        return None
    if any(q.asked for q in found):
        return None
    if told_apart(story, found):
        return None
    names = (
        set(
            re.findall(
                r"\b([a-z]+) (?:picked|grew|found|has|had|bought|caught|made|read|baked|sold|ate|earned) \d", story.told
            )
        )
        - _PRONOUNS
    )
    if len(names) > 1 and len([n for n in names if re.search(rf"\b{n}\b", story.asked)]) == 1:
        return None
    steps = chain(found, [1] * (len(found) - 1))
    return Plan(steps) if steps else None


def apart(story: Story) -> Plan | None:
    """For "How many more … than …?": how far two numbers are apart."""
    if (
        not story.asks(APART)
        or rates_of(story)
        or story.asks(r"\bneed|\bto (?:have|get|reach|buy)\b|\bdoes (?:he|she) have to\b|\bmust\b")
    ):
        return None
    found = plain_ones(story)
    if len(found) != 2 or any(q.asked for q in found):
        return None
    if story.tells(
        rf"\b(?:some|more|fewer|less|left|now|then there|remaining|the rest|others?|initially|at first|times|already|each|every)\b|{TOTAL}"  # noqa: E501
    ):
        return None
    if not (
        story.asks(r"\bthan\b|\bdifference\b|\bfarther|\bfurther")
        or re.search(r"\b(?:last|this)\b.*\b(?:this|last)\b", story.text)
    ):
        return None
    if (
        story.wanted
        and not all(q.things & story.wanted for q in found)
        and not one_group(found)
        and story.asks(r"\bmany\b")
    ):
        return None
    low, high = sorted(found, key=lambda q: q.value)
    return Plan((Step("apart", high.value, "−", low.value),)) if goes_up(story, low, high) else None


def needed(story: Story) -> Plan | None:
    """For "Has 12, wants 20. How many more?": from what there is up to what is wanted."""
    found = named(plain_ones(story), story) or plain_ones(story)
    if len(found) != 2 or rates_of(story) or len(plain_ones(story)) != 2:
        return None
    if not story.asks(r"\bneed|\bto (?:have|get|reach|buy|finish|add)\b|\bhave to\b|\bso that\b|\bmust\b"):
        return None
    if not story.asks(
        r"\bmore\b|\bneeds? to add|\bto have\b|\bhas? to (?:earn|buy|get|find)\b|\bhave to (?:earn|buy|get|find)\b"
    ):
        return None
    if story.has(r"\b(?:left over|each|every|some|than|gave|lost|sold|ate|used)\b") or story.asks(TOTAL):
        return None
    if not any(
        q.asked
        or re.search(r"\b(?:needs?|needed|wants?|wanted|goal|calls? for|recipe|complete|would like)\b", q.before)
        for q in found
    ):
        return None
    low, high = sorted(q.value for q in found)
    if low == high or not one_group(found):
        return None
    return Plan((Step("apart", high, "−", low),))


def other_part(story: Story) -> Plan | None:
    """A whole and one of its two parts: the rest is the other part."""
    if rates_of(story) or story.asks(TOTAL) or story.asks(APART) or story.asks(r"\b(?:begin|start|first)\b.*\bwith\b"):
        return None
    found = plain_ones(story)
    if len(found) != 2 or any(q.asked for q in found):
        return None
    whole, part = (found[0], found[1]) if found[0].value >= found[1].value else (found[1], found[0])
    rest = story.tells(r"\b(?:the rest|the others?|others|and some(?: more)?)\b")
    said = re.search(r"\b(?:a )?total of\s*$|\bin all\b|\baltogether\b", whole.before) or re.match(
        r"[a-z ]*\b(?:in all|in total|altogether)\b", whole.after
    )
    if (not rest and not said) or story.has(r"\bthan\b"):
        return None
    if rest and story.tells(r"\bmore\b(?! green| red| blue|[a-z ]*\bin\b)") and not story.tells(r"\bsome more\b"):
        return None
    if said and (
        re.search(r"\b(?:total of)\s*$", part.before) or story.tells(r"\b(?:more|fewer|less) than\b|\beach\b|\bmore\b")
    ):
        return None
    if whole.turn < 0 or (said and not rest and not story.wanted & whole.things):
        return None
    if story.has(r"\b(?:hours?|minutes?|days?|weeks?)\b") and not one_group(found):
        return None
    if not rest and not (part.things & whole.things or part.same):
        return None
    asked = {stem(w) for w in words_of(story.asked) if len(w) > 2} - SAYS_LITTLE - whole.clause - whole.things
    if asked & (part.clause | part.things) or story.asks(r"\band\b"):
        return None
    return Plan((Step("part", whole.value, "−", part.value),))


def began(story: Story) -> Plan | None:
    """For "Had some, gave 3 away, now has 5. How many at first?": undo what happened."""
    if not story.asks(
        r"\bto (?:begin|start) with\b|\bat (?:the )?(?:first|start|beginning)\b|\binitially\b|\boriginally\b|\bbefore\b|\bstart with\b|\bin the beginning\b|\bhad\b.*\bfirst\b"  # noqa: E501
    ) or rates_of(story):
        return None
    found = plain_ones(story)
    if len(found) != 2 or any(q.asked for q in found) or story.asks(TOTAL) or story.asks(APART):
        return None
    ends = [q for q in found if re.search(r"\b(?:now|left|remaining|remain|still|then)\b", q.before[-60:] + " " + q.after[:40])  # noqa: E501
            and not (q.turn and re.match(r"more\b", q.after))]  # fmt: skip
    if len(ends) != 1:
        return None
    change = next(q for q in found if q is not ends[0])
    if not change.turn or not (alike(*found) or ends[0].same):
        return None
    if change.turn < 0 and change.after.startswith("more"):
        return None
    if change.turn > 0 and ends[0].value < change.value:
        return None
    end = ends[0].value
    if change.turn < 0:
        return Plan((Step("undo", end, "+", change.value),))
    return Plan((Step("undo", end, "−", change.value),))


def change(story: Story) -> Plan | None:
    """For "Had 12, now has 5. How many did he give away?": from before to after."""
    if (
        rates_of(story)
        or story.asks(TOTAL)
        or story.asks(APART)
        or story.asks(LEFT)
        or story.asks(r"\b(?:begin|start|first|before)\b")
    ):
        return None
    found = plain_ones(story)
    if len(found) != 2 or any(q.asked for q in found):
        return None
    before, after = found
    if not re.search(r"\b(?:now|left|remain\w*|still|then)\b", after.before[-60:] + " " + after.after[:50]):
        return None
    if (
        before.turn
        or (after.turn and not re.search(r"\bleft\b", after.after[:40]))
        or not (alike(before, after) or after.same)
    ):
        return None
    asks = re.search(r"\b(?:did|were|was|have been|had)\b.*", story.asked)
    verb = next((w for w in re.findall(r"[a-z]+", asks[0] if asks else "") if w in _GOING or w in _COMING), "")
    if not verb or story.tells(r"\b\d+ more\b"):
        return None
    low, high = sorted((before.value, after.value))
    if (verb in _GOING) != (before.value > after.value) or low == high:
        return None
    return Plan((Step("change", high, "−", low),))


_GOING = frozenset(
    [
        "give",
        "gave",
        "lose",
        "lost",
        "eat",
        "eaten",
        "ate",
        "sell",
        "sold",
        "spend",
        "spent",
        "use",
        "used",
        "drop",
        "remove",
        "removed",
        "break",
        "broke",
        "take",
        "took",
        "taken",
        "off",
        "leave",
        "left",
        "throw",
        "sharpen",
        "delete",
        "deleted",
        "fly",
        "flew",
        "shared",
        "share",
        "donate",
        "lend",
    ]
)


_COMING = frozenset(
    [
        "add",
        "added",
        "buy",
        "bought",
        "get",
        "got",
        "find",
        "found",
        "pick",
        "picked",
        "plant",
        "planted",
        "receive",
        "received",
        "earn",
        "earned",
        "make",
        "made",
        "put",
        "join",
        "joined",
        "come",
        "came",
        "collect",
        "cut",
        "place",
        "placed",
        "grow",
        "caught",
        "catch",
        "on",
    ]
)
