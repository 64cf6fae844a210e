"""What a story sum tells: its quantities, what each counts, whether it comes or goes, and what is asked.

Read clause by clause with small word lists, no grammar. Whatever is read here is only an offer; ``shapes`` takes a
story on only where everything fits.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from fractions import Fraction

from studybuddy_core.knowledge.numerals import NUMBER, digits_for_words, number
from studybuddy_core.knowledge.words import stem, words_of

LONGEST_STORY = 500

_TIDY = (
    (re.compile(r"\b(did|does|do|is|was|were|could|would|has|have|had|ca) n't\b"), r"\1n't"),
    (re.compile(r"\s+(['’]s|['’])(?=[\s.,?])"), r"'s"),
    (re.compile(r"[£$€]\s*((?:\d[\d,]*)?\.?\d+)(?:\s*(?:dollars?|pounds?|euros?|bucks?))?"), r"\1 dollars"),
    (re.compile(r"\bbucks?\b"), "dollars"),
    (re.compile(r"(?<=\w) - (?=\w)"), "-"),
    (re.compile(r"\b(\d+)\s*-?\s*dollar\s+(?=[a-z])"), r"\1 dollarsize "),
    (re.compile(r"\b(mr|mrs|ms|dr|st)\."), r"\1"),
    (re.compile(r"\ba couple of\b"), "2"),
    (re.compile(r"(?<=\d),(?=\d{3})"), ""),
    (re.compile(r"\bthere school\b"), "their school"),
    (re.compile(r"\bhow (?:many|meny)(?: now)?[?. ]*$"), "how many are there now?"),  # a child leaves the rest out
    (re.compile(r"\. (?=how (?:many|much)\b)(?<=[^?]\. )"), ". "),
)  # fmt: skip
ASK = re.compile(
    r"\b(?:how (?:many|much|meny|mutch|far|long|tall|old|heavy|big|fast)|what (?:is|was|are|were|would be|will be)|"
    r"by how (?:many|much)|find (?:the|out)|calculate|what amount of)\b"
)
_GIVEN = re.compile(rf"(?<![\w./-])({NUMBER})(?![\d./]*\d|\s*/\s*\d|\s*%|\s*:\s*\d|[a-z])")
_STOPS = frozenset(
    """in on at to for with and or but that which who whom from by as is are was were be been being has have had does do
    did will would can could if when while after before then than because so into onto left more each every per
    apiece he she they it i we you his her their its my your our of the a an this these those there now today
    yesterday tomorrow altogether total all both during over under about up down out off away back also only just not
    n't among between equally evenly it's he's she's i'm old new good bad big small whole different same extra
    whose where how many much what long wide tall high deep weigh cost costs hold holds gives gave give get gets got
    eat ate eats sold buys bought go goes went came come pay paid costs""".split()  # noqa: SIM905
)
_PLAIN = _STOPS - frozenset({"old", "new", "big", "small", "whole", "different", "extra", "good", "bad"})

UP = frozenset(
    """get gets got buy buys bought find finds found pick picks picked receive receives received earn earns
    earned win wins
    won add adds added collect collects collected gain gains gained join joins joined arrive arrives arrived come comes
    came plant plants planted bake bakes baked make makes made grow grows grew catch catches
    caught put puts placed place places filled fill built build order orders ordered purchase purchased purchases save
    saved saves harvest harvested harvests download downloaded upload uploaded receiving earning
    enroll enrolled""".split()  # noqa: SIM905
)
DOWN = frozenset(
    """give gives gave given lose loses lost eat eats ate eaten sell sells sold spend spends spent use uses used drop
    drops dropped break breaks broke broken throw throws threw thrown flew flies leave leaves left ran take
    takes took taken
    donate donates donated pay pays paid remove removes removed delete deletes deleted burst popped melt melted drank
    drink drinks died cut shares share shared lent lend trade trades traded return returned fell wash washed remove
    finish finished missed miss deleted stolen stole borrowed_from gone went""".split()  # noqa: SIM905
)
STATE = frozenset(
    """has have had is are was were starts start started owns own owned see sees saw contain contains held hold holds
    weigh weighs weighed cost costs measured measure read scored score ran walked walk drove drives
    traveled travelled ride rode wants want needs need needed invited invite served serve attended hiked jogged
    swam flew
    played play worked work picked wrote write stacked counted caught lives live there
    slept sleep practised practiced spent""".split()  # noqa: SIM905
)


_COSTS = frozenset({"dollar", "cent", "money", "euro", "penc", "pound"})


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number of a story: what it counts, the verb before it, and for a rate what it comes with ("each box").

    ``place`` is where it stands in the text; ``rate`` the stems of what each of has so many, None for no rate.
    """

    value: Fraction
    things: frozenset[str]
    verb: str
    place: int
    sentence: int
    asked: bool
    before: str
    after: str
    rate: frozenset[str] | None = None
    same: bool = False  # it counts what the quantity before it counts ("gave 4 to Doris")
    clause: frozenset[str] = frozenset()  # the stems of the words around it

    @property
    def turn(self) -> int:
        """Whether it comes (1), goes (-1) or just stands there (0)."""
        if self.things & _COSTS and re.match(r"b(?:uy|ought)|purchas", self.verb):
            return -1  # "bought a pen for 35 cents"
        behind = re.split(r"[,;.?!]|\b(?:and|but|if)\b", self.after)[0]
        if re.search(
            r"\b(?:quit|left|f(?:ly|lies|lew) (?:away|off)|(?:run|ran|swim|swam|hop|hopped|go|went) away|breaks?|broke|melt(?:ed)?|burst|pop(?:ped)?|(?:are|were|was|is) (?:eaten|torn|broken|cracked|stolen|lost|sold)|flew away|died|\w+n't)\b",  # noqa: E501
            behind,
        ):
            return -1
        if re.search(r"\b(?:came|joined|arrived|enrolled|were turned in|are added)\b", behind):
            return 1
        if re.search(r"\b(?:gave|gives|give|handed|sent|lent|pa(?:id|ys?)) (?:him|her|me|us|them)\b", self.before):
            return 1
        return 1 if self.verb in UP else -1 if self.verb in DOWN else 0


@dataclass(frozen=True, slots=True)
class Story:
    """A story sum: the whole text, what is told, what is asked, the quantities and the things wanted."""

    text: str
    told: str
    asked: str
    quantities: tuple[Quantity, ...]
    wanted: frozenset[str] = frozenset()
    wanted_first: str = ""
    sentences: tuple[str, ...] = field(default=())

    def has(self, pattern: str) -> bool:
        """Whether the story (told or asked) holds this pattern."""
        return bool(re.search(pattern, self.text))

    def asks(self, pattern: str) -> bool:
        """Whether the question holds this pattern."""
        return bool(re.search(pattern, self.asked))

    def tells(self, pattern: str) -> bool:
        """Whether what is told holds this pattern."""
        return bool(re.search(pattern, self.told))


def tidy(text: str) -> str:
    """The story in small letters with digits, whole words and plain signs."""
    flat = " ".join(digits_for_words(text.lower().replace("’", "'").replace("‘", "'").replace("−", "-")).split())
    for pattern, instead in _TIDY:
        flat = pattern.sub(instead, flat)
    return " ".join(flat.split())


_ONE = {"children": "child", "people": "person", "men": "man", "women": "woman", "feet": "foot", "mice": "mouse",
        "geese": "goose", "teeth": "tooth", "leaves": "leaf", "loaves": "loaf", "shelves": "shelf", "halves": "half"}  # fmt: skip  # noqa: E501


def stems(words: list[str]) -> list[str]:
    """The stems of the words that name things; "children" and "child" are one."""
    return [stem(_ONE.get(word, word)) for word in words if len(word) > 1 and not word.isdigit()]


def counted(after: str, most: int = 4) -> list[str]:
    """The words behind a number that name what it counts: "12 red apples in a bag" counts red apples."""
    kept: list[str] = []
    words = re.findall(r"[a-z]+(?:['-][a-z]+)*|[.,;?!:]", after)
    for at, word in enumerate(words[:8]):
        if not kept and word in ("more", "of", "the", "his", "her", "their", "my", "new", "old", "other", "additional",
                                 "extra", "different", "total", "equal"):  # fmt: skip
            if word == "of" and at + 1 < len(words) and words[at + 1] in ("them", "those", "these", "which"):
                break
            continue
        if word == "of" and kept:
            continue
        if not word[0].isalpha() or word in _PLAIN or len(kept) >= most or (kept and word.endswith("ing")):
            break
        kept += words_of(word) if "-" not in word else [word.replace("-", "")]
    return stems(kept)


_VERBS = UP | DOWN | STATE


def _verb(before: str) -> str:
    """The last verb of a clause; of the sentence where the clause has none."""
    for verb in reversed(re.findall(r"[a-z]+", before)):
        if verb in _VERBS and verb not in ("there",):
            return str(verb)
    return ""


_CLAUSE = re.compile(r"[,;]|\b(?:and|but|then|while|if)\b")
_EACH_AFTER = re.compile(
    r"^[a-z' -]*?\b(?:(?:in|on|for|per|at|to|from|into|inside|with|by)?\s*(?:each|every)(?: of (?:the|his|her|their))?|"
    r"per|an?(?= (?:hour|minute|day|week|month|year|second|pound|mile|gallon|dozen|piece)\b)|apiece)\b\s*"
    r"(?:one\b|of them\b)?(?P<of>(?: ?(?!to\b|and\b|how\b)[a-z]+){0,2})"
)
_EACH_BEFORE = re.compile(
    r"\b(?:each|every)(?: of (?:the|his|her|their|my|those|these))?\s*(?P<of>(?:[a-z-]+ ){1,3}?)(?:of [a-z]+ )?(?:only |he |she |they |it )*"  # noqa: E501
    r"(?:has|had|have|holds?|held|costs?|contains?|weighs?|gets?|got|gives?|takes?|needs?|is|was|ate|eats?|can hold|"
    r"can carry|lasts?|earns?|scores?|sold for|sells for|made|makes|carried|carries|requires?|was worth|worth)"
    r"(?: only| about| exactly| \d+)*\s*$"
)
_OF_SIZE = re.compile(r"\b(?P<of>groups?|packs?|packages?|boxes|bags?|teams?|rows?|packets?|stacks?|bunches|sets|tables?|"  # noqa: E501
                      r"piles?|cases?|cartons?|bundles|albums?|classes|vans?|buses)\s+of(?: size)?\s*$")  # fmt: skip
_FOR_EVERY = re.compile(r"\bfor (?:each|every)\s*$")


def _rate(before: str, after: str) -> frozenset[str] | None:
    """What a number comes with, for "6 cans in each bag", "each bag has 6 cans", "groups of 6"; else None."""
    found = _OF_SIZE.search(before) or _EACH_BEFORE.search(before)
    if found:
        return frozenset(stems(found["of"].split()))
    clause = re.split(r"[.,;?!]|\b(?:and|but|if|how|while)\b", after)[0]
    if re.search(r"\bthere (?:are|were) $", before) and (found := re.match(r"[a-z ]+ in an? (?P<of>[a-z]+)\b", clause)):
        return frozenset(stems([found["of"]]))
    if found := _EACH_AFTER.match(clause):
        of = [word for word in found["of"].split() if word not in _STOPS]
        return frozenset(stems(of))
    return None


def _around(clause: str, after: str) -> frozenset[str]:
    """The stems of the words of the clause that a number stands in."""
    behind = re.split(r"[.,;?!\d]|\b(?:and|but|then|while|if)\b", after)[0]
    return frozenset(stem(word) for word in words_of(f"{clause} {behind}") if word not in _PLAIN and len(word) > 2)


def _quantities(flat: str, asked_at: tuple[int, int]) -> tuple[Quantity, ...] | None:
    found: list[Quantity] = []
    begins = [0, *(m.end() for m in re.finditer(r"[.?!](?:\s|$)", flat))]
    for match in _GIVEN.finditer(flat):
        value = number(match[1])
        if value is None:
            return None
        at = max(i for i, begin in enumerate(begins) if begin <= match.start())
        sentence = flat[begins[at] : match.start()]
        clause = _CLAUSE.split(sentence)[-1]
        after = flat[match.end() : match.end() + 90].lstrip()
        counts = counted(re.split(r"[.?!\d]", after)[0])
        if (shared := re.match(r"([a-z]+(?<!s)) and \d+ [a-z]+ ([a-z]+)", after)) and len(counts) == 1:
            counts = [*counts, *stems([shared[2]])]  # "43 blue and 16 red marbles"
        same = not counts and bool(found)
        things = frozenset(counts) or (found[-1].things if found else frozenset())
        verb = _verb(clause) or _verb(sentence)
        if re.search(r"\b(?:not|never)\s+(?:\w+ )?$|n't (?:\w+ )?$|\b(?:every|each|per)\s*$", clause) and not (
            _FOR_EVERY.search(sentence)
        ):
            return None
        if re.search(r"\b(?:all|all the|these|those|the)\s*$", clause) and any(
            q.value == value and q.things & frozenset(counts) for q in found
        ):
            continue  # "from all 4 continents": said again
        rate = _rate(sentence, after)
        if price := re.match(r"dollarsize ([a-z]+)", after):
            things, rate = frozenset({"dollar"}), frozenset(stems([price[1]]))
        found.append(
            Quantity(
                value,
                things,
                verb,
                match.start(),
                at,
                asked_at[0] <= match.start() < asked_at[1],
                sentence[-70:],
                re.split(r"[.?!]", after)[0],
                rate,
                same,
                _around(clause, after),
            )
        )
    return tuple(found)


def _without_lone_groups(flat: str, quantities: tuple[Quantity, ...]) -> tuple[Quantity, ...]:
    """"20 birds in a tree" is no rate where the story speaks of one tree only."""
    kept = []
    for q in quantities:
        lone = q.rate is not None and re.match(r"\S+ [a-z ]+ in an? [a-z]+\b", flat[q.place :]) and re.search(r"\bthere (?:are|were) $", q.before)  # noqa: E501
        others = [other for other in quantities if other is not q and other.things & (q.rate or frozenset())]
        named = re.findall(r"\bin an? ([a-z]+)\b", flat[q.place : q.place + 60])[:1]
        many = bool(named) and re.search(rf"\b(?:{named[0]}(?:e?s)|each|every)\b", flat)
        kept.append(replace(q, rate=None) if lone and not others and not many else q)
    return tuple(kept)


_ONE_HOLDS = re.compile(r"\b(?:an?|one|1) ([a-z]+) (?:can )?(?:holds?|contains?|fits?|carry|carries|seats?) $")


def _with_one_of_each(flat: str, quantities: tuple[Quantity, ...]) -> tuple[Quantity, ...]:
    """"A box holds 8 eggs" is a rate where the story also speaks of several boxes."""
    kept = []
    for q in quantities:
        holds = _ONE_HOLDS.search(flat[max(0, q.place - 40) : q.place])
        many = holds is not None and re.search(rf"\b{holds[1]}(?:e?s)\b", flat)
        kept.append(replace(q, rate=frozenset(stems([holds[1]]))) if holds and many and q.rate is None else q)
    return tuple(kept)


def story_of(text: str) -> Story | None:
    """Return what a text tells as a story sum; None where there is not exactly one question, or nothing to count."""
    flat = tidy(text[: LONGEST_STORY + 100])
    if len(flat) > LONGEST_STORY:
        return None
    asks = list(ASK.finditer(flat))
    if len(asks) != 1:
        return None
    first = asks[0].start()
    stops = [flat.rfind(stop, 0, first) for stop in (". ", "? ", "! ", ", ", "; ")]
    begin = max(stops) + 1 if max(stops) >= 0 else first  # a child writes no commas
    if re.search(r"^\s*in (?:all|total)\b", flat[begin:first]) is None and re.search(r"\b(?:all in all|altogether|in all|in total)\s*$", flat[:begin].rstrip(", ")):  # fmt: skip  # noqa: E501
        begin = flat[: begin - 1].rfind(" in") if flat[: begin - 1].endswith(("in total", "in all")) else begin
    stop = re.search(r"[.?!](?:\s|$)", flat[first:])
    end = first + stop.end() if stop else len(flat)
    quantities = _quantities(flat, (first, end))
    if not quantities or len(quantities) > 5 or len(re.findall(r"\d+(?:\.\d+)?|\.\d+", flat)) < len(quantities):
        return None
    written = re.findall(r"(?<!\w)[\d.]*\d[\w.]*(?:-[a-z]\w*)?", flat.replace(". ", " ").rstrip(".?!"))
    if any(not _GIVEN.fullmatch(n) for n in written):
        return None
    quantities = _with_one_of_each(flat, _without_lone_groups(flat, quantities))
    behind = flat[asks[0].end() : end]
    behind = re.sub(r"^\s*\d+ dollarsize", " ", behind)
    wanted = counted(re.sub(r"^\s*(?:more|fewer|less|total|money|of)\s+(?=[a-z])", "", behind), 3)
    wanted = [word for word in wanted if word != "dollarsiz"]
    if both := re.match(r"\s*([a-z]+) and ([a-z]+)\b", behind):
        wanted = stems([both[1], both[2]])
    asked = flat[begin:end]
    return Story(flat, flat[:begin] + " " + flat[end:], asked, quantities, frozenset(wanted),
                 wanted[0] if wanted else "")  # fmt: skip
