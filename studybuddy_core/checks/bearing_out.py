"""Whether approved passages bear a statement out, contradict it, or say nothing of it: words, numbers and names alone.

No model takes part, so this may only speak where the words leave little choice. *Supported* needs the same subject and
verb, and nothing in the statement that the passage lacks. *Refuted* needs the same subject and relation and something
that shuts the statement out: another number of the same kind, "not", another ocean, another maker, another holder of
the record. Everything else is unknown, which is most of what a model says. A passage that hedges ("usually called the
longest") refutes nothing outright.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from studybuddy_core.checks.statement_words import (
    MAKERS,
    base,
    group_of,
    shut_out,
)
from studybuddy_core.checks.statements import Statement, statements_of_passage
from studybuddy_core.domain.messages import Passage

CITY_STATES = frozenset(
    "singapore monaco vatican luxembourg djibouti mexico panama kuwait guatemala marino".split()  # noqa: SIM905
)
SURE, LIKELY, DISPUTED = 0.95, 0.8, 0.4
_COVERED = 0.999
_LOOSE = frozenset(
    "world earth very only ever kind animal people country river city land sea ocean many".split()  # noqa: SIM905
)
_BEING = frozenset({"be", "become"})
_EVERYWHERE = frozenset({"world", "earth"})
_ONE_PLACE = frozenset({("flow", "into"), ("bear", "in"), ("die", "in"), ("orbit", "")})


class Verdict(StrEnum):
    """What approved passages say of a statement."""

    SUPPORTED = "supported"
    REFUTED = "refuted"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Bearing:
    """A verdict, how sure it is (0–1), the passage and the words of it that decided, and why."""

    verdict: Verdict
    strength: float = 0.0
    passage: str = ""
    said: str = ""
    why: str = ""


UNKNOWN = Bearing(Verdict.UNKNOWN)


def bearing(statement: Statement, passages: Iterable[Passage]) -> Bearing:
    """Return what the passages say of ``statement``: the best support, else the surest refutation, else unknown."""
    best, against = UNKNOWN, UNKNOWN
    for passage in passages:
        for fact in statements_of_passage(passage.title, passage.text):
            if fact.text.casefold().strip(" .") == statement.text.casefold().strip(" ."):
                return Bearing(Verdict.SUPPORTED, SURE, passage.id, fact.text)
            support = _supports(statement, fact, passage)
            if support > best.strength:
                best = Bearing(Verdict.SUPPORTED, support, passage.id, fact.text)
            strength, why = _refutes(statement, fact)
            if strength > against.strength:
                against = Bearing(Verdict.REFUTED, strength, passage.id, fact.text, why)
    if best.strength >= DISPUTED:
        return best
    return against if against.strength >= DISPUTED else UNKNOWN


def _same_subject(one: Statement, other: Statement) -> bool:
    """Names by the names they share ("Lincoln" is "Abraham Lincoln"), things by all their words."""
    mine, theirs = (one.subject & one.names) - _LOOSE, (other.subject & other.names) - _LOOSE
    if mine and theirs:
        rest, others = one.subject - one.names - _LOOSE, other.subject - other.names - _LOOSE
        return rest == others and (mine <= theirs or theirs <= mine)
    for few, named, more in ((one.subject, theirs, other), (other.subject, mine, one)):
        if few and few <= named:
            return more.subject - more.names <= _LOOSE
    core, others = one.subject - _LOOSE, other.subject - _LOOSE
    return bool(one.subject) and (one.subject == other.subject or (core == others and bool(core)))


def _same_verb(one: Statement, other: Statement) -> bool:
    return one.verb == other.verb or {one.verb, other.verb} <= _BEING


def _figures_agree(statement: Statement, fact: Statement) -> bool:
    return all(any(f.kind == g.kind and not f.differs(g) for g in fact.figures) for f in statement.figures)


def _supports(statement: Statement, fact: Statement, passage: Passage) -> float:
    if statement.negated != fact.negated or not _figures_agree(statement, fact):
        return 0.0
    if statement.superlative and not fact.superlative:
        return 0.0
    if statement.absolute and not fact.absolute:
        return 0.0
    related = _same_subject(statement, fact) and _same_verb(statement, fact)
    turned = statement.passive != fact.passive and statement.verb == fact.verb
    if not (related or turned or _is_turned(statement, fact)):
        return 0.0
    if related and statement.preposition != fact.preposition and statement.object & fact.subject:
        return 0.0
    missing = statement.words - fact.words
    if statement.object and statement.object <= missing:
        return 0.0
    missing -= _about(passage)
    if statement.superlative and not _same_scope(statement, fact):
        return 0.0
    if any(shut_out(w, v) for w in statement.object for v in fact.object - statement.words):
        return 0.0
    if missing - _LOOSE or (statement.names - fact.names - _LOOSE - fact.words):
        return 0.0
    full = SURE if not missing else LIKELY
    return DISPUTED if fact.hedged and fact.superlative and not statement.hedged else full


def _about(passage: Passage) -> frozenset[str]:
    """The words of a title: what every statement of the passage is about."""
    return frozenset(base(word) for word in passage.title.split())


def _same_scope(statement: Statement, fact: Statement) -> bool:
    """A record counts for the same kind of thing in the same place: "largest hot desert" is not "largest desert"."""
    narrowed = fact.object - statement.words - fact.names - _LOOSE
    return not narrowed and not (statement.words & _EVERYWHERE) - fact.words


def _is_turned(statement: Statement, fact: Statement) -> bool:
    """"The capital of France is Paris" says what "Paris is the capital of France" says."""
    both_be = {statement.verb, fact.verb} <= {"be"}
    return both_be and bool(statement.subject) and statement.subject <= fact.object and fact.subject <= statement.object


def _refutes(statement: Statement, fact: Statement) -> tuple[float, str]:
    """How surely ``fact`` shuts ``statement`` out, and by what."""
    best = max(_grounds(statement, fact), default=(0.0, ""))
    return (min(best[0], DISPUTED), best[1]) if fact.hedged and best[1] not in _FIRM and " as " not in best[1] else best


_FIRM = frozenset({"another number", "another maker"})


def _grounds(statement: Statement, fact: Statement) -> Iterator[tuple[float, str]]:
    if statement.hedged and statement.superlative:
        return
    same, verb = _same_subject(statement, fact), _same_verb(statement, fact)
    missing = statement.words - fact.words
    if same and verb and not missing - _LOOSE and not fact.negated and not statement.negated:
        yield from _other_number(statement, fact)
    whole = not missing and fact.words - statement.words <= fact.subject
    if same and verb and whole and statement.negated != fact.negated and _figures_agree(statement, fact):
        yield SURE, "the opposite"
    if not statement.negated and not fact.negated:
        if same and verb:
            yield from _shut_out(statement, fact, missing)
            yield from _likened(statement, fact)
        yield from _other_maker(statement, fact)
        yield from _other_holder(statement, fact)
        yield from _seat(statement, fact)


def _other_number(statement: Statement, fact: Statement) -> Iterator[tuple[float, str]]:
    for mine in statement.figures:
        theirs = [f for f in fact.figures if f.kind == mine.kind]
        if theirs and mine.kind != "number" and all(mine.differs(f) for f in theirs):
            yield (SURE if len(theirs) == 1 else LIKELY), "another number"


def _shut_out(statement: Statement, fact: Statement, missing: frozenset[str]) -> Iterator[tuple[float, str]]:
    """One word of the statement is shut out by one of the passage, and the rest of it stands there."""
    lacking = missing - _LOOSE if len(missing) > 1 else missing
    if len(lacking) != 1 or not _figures_agree(statement, fact):
        return
    (word,) = lacking
    if word not in statement.object or (word in ("city", "country") and statement.subject & CITY_STATES):
        return
    rivals = [w for w in fact.object - statement.words if shut_out(word, w)]
    if rivals and not any(set(group_of(w)) & set(group_of(word)) for w in statement.words - {word}):
        yield SURE, f"the passage says {rivals[0]}"
        return
    places = fact.object & fact.names
    one_place = (statement.verb, statement.preposition if statement.verb != "orbit" else "") in _ONE_PLACE
    alone = bool(places) and fact.object == places and statement.preposition == fact.preposition
    if one_place and alone and word in statement.names:
        yield LIKELY, "another place"


def _other_maker(statement: Statement, fact: Statement) -> Iterator[tuple[float, str]]:
    """Both say who made the same thing, and it is somebody else."""
    if statement.verb not in MAKERS or fact.verb != statement.verb:
        return
    mine, made = _maker(statement)
    theirs, thing = _maker(fact)
    others = bool(mine) and bool(theirs) and not mine & theirs
    alike = bool(made & thing) and made <= thing | _LOOSE and (thing - made <= _LOOSE or bool(made & statement.names))
    if others and alike:
        yield SURE, "another maker"


def _maker(statement: Statement) -> tuple[frozenset[str], frozenset[str]]:
    if statement.passive:
        return statement.object & statement.names, statement.subject
    return statement.subject & statement.names, statement.object


def _other_holder(statement: Statement, fact: Statement) -> Iterator[tuple[float, str]]:
    """Both say who holds the same record or office, and it is somebody else."""
    mine, theirs = _held(statement), _held(fact)
    if mine is None or theirs is None:
        return
    (holder, record), (other, same) = mine, theirs
    if holder & (fact.words | fact.names) or other & statement.words or not (holder and other):
        return
    if not record - {"capital"} or len(record - _LOOSE) < 2:
        return
    if record - _EVERYWHERE == same - _EVERYWHERE and bool(record & _EVERYWHERE) == bool(same & _EVERYWHERE):
        yield LIKELY, "another holds it"


def _seat(statement: Statement, fact: Statement) -> Iterator[tuple[float, str]]:
    """What has a capital is no city, and a capital is no country; a few names are both."""
    if statement.verb != "be" or "capital" not in fact.words or statement.subject & CITY_STATES:
        return
    seat = fact.object if "capital" in fact.subject else fact.subject
    if fact.verb == "be" and statement.object == {"country"} and statement.subject == seat - {"capital"}:
        yield LIKELY, "a capital, not a country"
    if "capital" in fact.subject and statement.object == {"city"} and statement.subject == fact.subject - {"capital"}:
        yield LIKELY, "has a capital, so it is no city"


def _held(one: Statement) -> tuple[frozenset[str], frozenset[str]] | None:
    """Who holds which record ("the longest river", "the capital of France"), whichever is said first."""
    if one.verb not in ("be", "call") or one.negated:
        return None
    title = one.superlatives or (frozenset({"capital"}) & one.words)
    if title & one.subject and not title & one.object:
        return one.object, one.subject
    return (one.subject, one.object) if title & one.object and not title & one.subject else None


def _likened(statement: Statement, fact: Statement) -> Iterator[tuple[float, str]]:
    """Both liken the same thing in the same way, and to something else ("as big as a bus", "as big as a turkey")."""
    mine, theirs = _LIKE.search(statement.text), _LIKE.search(fact.text)
    if mine and theirs and base(mine[1]) == base(theirs[1]) and base(mine[2]) != base(theirs[2]):
        yield LIKELY, f"as {theirs[1]} as {theirs[2]}"


_LIKE = re.compile(r"\bas (\w+) as (?:a|an|the)\b ?(\w+)", re.I)
