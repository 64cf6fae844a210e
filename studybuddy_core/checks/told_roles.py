"""Roles told of groups: which people an answer speaks of by origin, faith, age or ability, and what it has them do.

"African people live in huts. European people live in cities." says nothing of any one person and everything by
laying two groups side by side. So each clause that speaks of a group is read for what it has that group do: what
people are looked down on for (stealing, begging, living in huts, scrubbing floors), what they are looked up to for
(inventing, leading, helping), both, or neither. Nationalities, faiths and places come from the gazetteer. Nobody's
origin is guessed from their name: that would be the very habit that is looked for. What the law once did to people,
and what is called unfair, is history and no example.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Any

from studybuddy_core.checks.agreement import sentences
from studybuddy_core.checks.lexicon import compile_pattern
from studybuddy_core.checks.recognisers.gazetteer import gazetteer
from studybuddy_core.domain.messages import Span

ORIGIN, AGE, ABILITY, WEALTH = "origin", "age", "ability", "wealth"
_MANY = (
    r"people|men|women|boys|girls|children|kids|families|folks?|students|pupils|workers|ladies|villagers|farmers|"
    r"parents|teenagers|adults|soldiers|scientists|doctors|countries|nations|tribes|schools"
)
_ONE = (
    r"person|man|woman|boy|girl|child|kid|lady|student|pupil|worker|farmer|teenager|doctor|nurse|teacher|scientist|"
    r"engineer|baker|chef|cook|cleaner|driver|owner|boss|soldier|king|queen|family|mother|father|mum|dad|friend|"
    r"neighbou?r|tourist|captain|judge|lawyer|thief|explorer|merchant|maid|gentleman|athlete|pilot"
)
_FAITHS = "muslims?|christians?|jews?|jewish|hindus?|sikhs?|buddhists?|catholics?|protestants?|atheists?"
_OTHER_ORIGINS = (
    "western|eastern|native|native american|indigenous|white|black|brown|european|foreign|immigrant|migrant|refugee|"
    "local|arab|asian|african|latino|hispanic|gypsy|roma|muslim|christian|jewish|hindu|sikh|buddhist|catholic"
)
_ALONE = (
    r"immigrants?|migrants?|refugees?|foreigners?|gyps(?:y|ies)|roma|settlers?|colonists?|natives|native americans?|"
    rf"locals|{_FAITHS}"
)
_CONTINENTS = "africa|asia|europe|america|north america|south america|the middle east|the west|the east|australia"
_DISABLED = "blind|deaf|disabled|handicapped|autistic|paraly[sz]ed|dyslexic"
_WITH = (
    r"(?:in|on|with|using) (?:a |the |his |her |their )?(?:wheelchairs?|autism|adhd|dyslexia|down'?s? syndrome|"
    r"crutches|disabilit(?:y|ies)|special needs|hearing aids?|white canes?|stutter)"
)
_LOW = re.compile(
    r"\b(?:st[eo]al\w*|stole|rob(?:s|bed|bing)?|thie(?:f|ves)|l(?:ie|ies|ied|ying) to|lied|cheat\w*|attack\w*|"
    r"fights?|fought|fighting|kill\w*|hits?|beats?|smash\w*|br(?:eak|oke) (?!even|bread)\w+|shout\w*|"
    r"beg(?:s|ged|ging)?(?! for (?:one|a|another|more|his|her|their) )|"
    r"starv\w+|hungry|thirsty|dirty|filthy|smell\w*|lazy|stupid|dumb|primitive|backward|uncivili[sz]ed|savages?|wild|"
    r"huts?|(?:mud|straw) (?:house|home)s?|tents?|caves?|slums?|shacks?|barefoot|bare feet|rags|prison|jail|gangs?|"
    r"drugs?|bombs?|(?:starts?|makes?) wars?|terror\w*|crimes?|criminals?|(?:are|is|were|was|very|so) poor|poverty|"
    r"(?:know|knew|knows|have|has|had) (?:nothing|little|no)|ignorant|can'?t|cannot|couldn'?t|unable|forg[eo]ts?|"
    r"forgetful|confused|cleans?|cleaned|cleaning|scrub\w*|sweeps?|swept|serv(?:e|es|ed|ing|ants?)|maids?|slaves?|"
    r"(?:wash\w*|do|does) (?:the )?(?:dishes|floors?|clothes|toilets?|laundry)|helpless|useless|weak|sick|"
    r"pick\w* (?:cotton|fruit|berries)|needs? (?:help|pity|care)|cry|cries|cried|without paying|greedy|"
    r"count\w* (?:his|her|their) (?:money|coins|gold)|fail\w*|dangerous|violent|aggressive|rude|obey\w*|naughty|noisy|"
    r"work\w* in (?:the )?(?:factories|fields|mines)|(?:ate|eats?) (?:an? )?(?:dogs?|cats?|insects|rats)|illiterate|"
    r"superstitio\w*|burdens?|(?:don'?t|didn'?t|doesn'?t) (?:know|work|understand|go to school|wash|want)|"
    r"ride camels|worse|last)\b", re.I)  # fmt: skip
_STILL = re.compile(
    r"\b(?:watch(?:es|ed)?|sits?|sat|stay(?:s|ed)? (?:at )?home|sleeps?|slept|rests?|slow\w*|waits?|waited|knits?|"
    r"complain\w*|fall(?:s)? asleep|looked on|on the bench)\b", re.I)  # fmt: skip
_HIGH = re.compile(
    r"\b(?:help\w*|invent\w*|discover\w*|design\w*|lead(?:s|ing|ers?)?|led|owns?|owned|runs? (?:the|a)|rul(?:e|es|ed)|"
    r"buil(?:d|ds|t)|cit(?:y|ies)|towns?|flats|towers?|skyscrapers?|schools?|books?|reads?|writes?|wrote|"
    r"(?:big|large|brick|stone|modern|nice|fine) (?:house|home)s?|scientists?|doctors?|surgeons?|judges?|pilots?|"
    r"engineers?|professors?|boss(?:es)?|managers?|captains?|presidents?|wins?|won|solv(?:e|es|ed)|fix(?:es|ed)?|"
    r"mend\w*|sav(?:e|es|ed)|rescu\w+|teach(?:es)?|taught|gives?|gave|shar(?:e|es|ed)|forg(?:ave|ives?)|brave|clever|"
    r"smart|kind|calm|honest|truth|rich|computers?|machines?|rockets?|the moon|college|university|learn\w*|polite|"
    r"modern|knowledge|civili[sz]\w+|called the police|eats? well|coins?|works? hard|hard[- ]working|succe\w+|free|"
    r"play\w*|explor\w+|research\w*|plan(?:s|ned)|decid\w+|good (?:jobs?|manners|food|at)|best|first|strong|"
    r"healthy)\b", re.I)  # fmt: skip
_HISTORY = re.compile(
    r"\b(?:in (?:the )?1[0-9]{3}s?|in (?:19|20)\d\d|\w+ centur(?:y|ies)|ancient|medieval|enslav\w*|slavery|"
    r"(?:was|were) (?:forced|not allowed|treated|taken|made to|driven)|had to|laws?|unfair\w*|unjust\w*|injustice|"
    r"cruel\w*|wrong|not true|untrue|stereotyp\w*|racis\w*|segregat\w*|apartheid|colon(?:y|ies|ial\w*)|empire|both|"
    r"equally|the same|as well|too|together|some (?:people )?(?:think|believe|say)|used to)\b", re.I)  # fmt: skip
_CLAUSE = re.compile(r"[;:]|,? \b(?:while|whereas|but|though|although)\b|, and (?=the |a |an |in |[A-Z])")
_GOES_ON = re.compile(r"\s*(?:they|he|she|these people|those people|it)\b", re.I)


@dataclass(frozen=True, slots=True)
class Told:
    """One clause about a group: which kind of group and which, what it has them do, and where it stands.

    ``low`` and ``high`` may both be so, or neither. ``many``: of a whole group and not of one person.
    """

    kind: str
    group: str
    low: bool
    high: bool
    many: bool
    span: Span


@cache
def _signs() -> Any:
    """Any word that may name a group: most answers hold none, and are done with in microseconds."""
    known = gazetteer()
    words = {*known.origins, *known.places, *_OTHER_ORIGINS.split("|"), *_CONTINENTS.split("|"), *_DISABLED.split("|")}
    said = "|".join(re.escape(word) for word in sorted(words - {"paraly[sz]ed"}, key=len, reverse=True))
    return compile_pattern(rf"\b(?:(?:{said})s?|{_ALONE}|{_WITH}|paraly[sz]ed|old|older|elderly|young|younger|poor|"
                           r"rich|wealthy|other|normal|healthy|grandparents|grandchildren|pensioners|teenagers|"
                           r"homeless|(?:working|middle)[- ]class|able-bodied|ordinary|sighted|hearing)\b")  # fmt: skip


@cache
def _met() -> tuple[tuple[str, bool, re.Pattern[str]], ...]:
    """The ways a group is named, each with its kind and whether it means many; the part ``g`` says which group."""
    known = gazetteer()
    said = sorted({*known.origins, *_OTHER_ORIGINS.split("|")}, key=len, reverse=True)
    origin = "|".join(re.escape(word) for word in said)
    plural = "|".join(re.escape(word) for word in said if word[-1] in "nibc" and " " not in word)
    place = "|".join([_CONTINENTS, *(re.escape(word) for word in sorted(known.places, key=len, reverse=True))])
    who = rf"(?:{_MANY}|they|everyone|most people)"

    def of(pattern: str) -> re.Pattern[str]:
        return re.compile(rf"\b{pattern}\b", re.I)

    return (
        (ORIGIN, True, of(rf"(?P<g>{origin}) (?:{_MANY})")),
        (ORIGIN, False, of(rf"(?P<g>{origin}) (?:{_ONE})")),
        (ORIGIN, True, of(rf"(?P<g>{plural})s")),
        (ORIGIN, True, of(rf"(?<!an )(?<!a )(?<!the )(?<!this )(?P<g>{_ALONE})")),
        (ORIGIN, False, of(rf"(?:an?|the|this) (?P<g>{_ALONE})")),
        (ORIGIN, True, of(rf"{who} (?:in|from|of) (?P<g>{place})")),
        (ORIGIN, True, of(rf"in (?P<g>{place}),? (?:\w+ )?{who}")),
        (ABILITY, True, of(rf"(?P<g>{_DISABLED}) (?:{_MANY})|(?:{_MANY}) {_WITH}")),
        (ABILITY, False, of(rf"(?P<g>{_DISABLED}) (?:{_ONE})|(?:{_ONE}) {_WITH}")),
        (ABILITY, True, of(rf"(?P<o>other|normal|healthy|able-bodied|sighted|hearing|ordinary) (?:{_MANY})")),
        (ABILITY, False, of(rf"(?P<o>other|normal|healthy|able-bodied|sighted|ordinary) (?:{_ONE})")),
        (AGE, True, of(r"(?P<g>old|older|elderly) (?:people|men|women|folks?|ladies|workers)|grandparents|the elderly|"
                       r"pensioners")),
        (AGE, True, of(r"(?P<o>young|younger) (?:people|men|women|folks?|workers|ones)|(?:their )?grandchildren|"
                       r"teenagers")),
        (WEALTH, True, of(rf"(?P<g>poor|working[- ]class|homeless) (?:{_MANY})")),
        (WEALTH, True, of(rf"(?P<o>rich|wealthy|middle[- ]class) (?:{_MANY})")),
    )  # fmt: skip


def _clauses(text: str) -> Iterator[Span]:
    for sentence in sentences(text):
        start = sentence.start
        for cut in _CLAUSE.finditer(text, sentence.start, sentence.end):
            yield Span(start, cut.start())
            start = cut.start()
        yield Span(start, sentence.end)


def _groups(clause: str) -> Iterator[tuple[str, str, bool]]:
    for kind, many, pattern in _met():
        found = pattern.search(clause)
        if found:
            named = found.groupdict()
            same = "others" if named.get("o") else named.get("g") or kind
            yield kind, (same.casefold().rstrip("s") if kind == ORIGIN else "others" if named.get("o") else kind), many


def told_roles(text: str) -> Iterator[Told]:
    """Yield what each clause of ``text`` has a group do; nothing where two groups of a kind stand in one clause."""
    if len(list(islice(_signs().finditer(text), 2))) < 2:
        return
    before: tuple[str, str, bool] | None = None
    for span in _clauses(text):
        clause = text[span.start : span.end]
        found = list(dict.fromkeys(_groups(clause)))
        if not found and before is not None and _GOES_ON.match(clause):
            found = [before]
        names = {(kind, group) for kind, group, _ in found}
        before = found[0] if len(names) == 1 else None
        if len(names) != 1 or _HISTORY.search(clause):
            continue
        kind, group, many = found[0]
        low = bool(_LOW.search(clause) or (kind in (ABILITY, AGE) and _STILL.search(clause)))
        yield Told(kind, group, low, bool(_HIGH.search(_LOW.sub(" ", clause))), many, span)
