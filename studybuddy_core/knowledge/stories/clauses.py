"""The amounts of a story, each with the clause it stands in: what it counts, who has it, and what happens to it.

An amount is known ("gave 4 cards away") or not ("gave some away", "the rest are red"). A clause without a verb of its
own ("5 apples, 3 pears") takes that of its neighbour. Whatever can't be told stays open, and a reader that needs it
declines.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise

from studybuddy_core.knowledge.stories.telling import Quantity, Story, counted, stems
from studybuddy_core.knowledge.words import stem, words_of

MONEY = frozenset({"dollar", "cent", "money", "euro", "penc", "pound"})
TIME = frozenset({"hour", "minut", "day", "week", "month", "year", "second"})


class Role(StrEnum):
    """What an amount does: it is there, it comes, it goes, it is wanted, it just happens, or it compares two."""

    IS = "is"
    COMES = "comes"
    GOES = "goes"
    WANTED = "wanted"
    DONE = "done"
    COMPARES = "compares"
    RATE = "rate"


_LEMMAS = {
    form: base
    for base, forms in {
        "eat": "ate eaten eats eating", "give": "gave given gives giving", "lose": "lost loses losing",
        "find": "found finds finding", "buy": "bought buys buying", "sell": "sold sells selling", "spend": "spent spends spending",  # noqa: E501
        "get": "got gets getting gotten", "make": "made makes making", "take": "took taken takes taking",
        "throw": "threw thrown throws", "catch": "caught catches catching", "run": "ran runs running", "go": "went gone goes going",  # noqa: E501
        "come": "came comes coming", "break": "broke broken breaks", "write": "wrote written writes", "draw": "drew drawn draws",  # noqa: E501
        "fly": "flew flown flies flying", "drink": "drank drunk drinks", "win": "won wins winning", "grow": "grew grown grows",  # noqa: E501
        "see": "saw seen sees", "swim": "swam swum swims", "wear": "wore worn wears", "bring": "brought brings",
        "have": "has had having", "read": "reads reading", "use": "used uses using", "put": "puts putting", "pay": "paid pays",  # noqa: E501
        "send": "sent sends", "leave": "leaves leaving", "receive": "received receives receiving", "earn": "earned earns earning",  # noqa: E501
        "pick": "picked picks picking", "add": "added adds adding", "join": "joined joins", "collect": "collected collects",  # noqa: E501
        "lend": "lent lends", "steal": "stole stolen", "fall": "fell fallen falls", "die": "died dies", "ride": "rode rides riding",  # noqa: E501
        "tell": "told tells", "keep": "kept keeps", "hold": "held holds", "build": "built builds", "plant": "planted plants", "call": "calls called", "need": "needs needed", "want": "wants wanted",  # noqa: E501
        "drop": "dropped drops", "share": "shared shares sharing", "remove": "removed removes removing", "delete": "deleted deletes deleting", "arrive": "arrived arrives",  # noqa: E501
    }.items()
    for form in forms.split()
}  # fmt: skip
_COMING = frozenset(
    "get buy find receive earn win add collect join come arrive plant bake make grow catch gain pick move order download purchase".split()  # noqa: E501, SIM905
)
_GOING = frozenset(
    "eat give lose sell spend use drop break throw leave fly die melt delete remove donate drink burst pop pay share lend fall "  # noqa: E501, SIM905
    "steal send".split()
)
_WANTING = frozenset("need want call require".split())  # noqa: SIM905
_BEING = frozenset("have is are was were be there contain own sit ride stand remain stay keep live".split())  # noqa: SIM905
_AUX = frozenset("did do does will would can could to".split())  # noqa: SIM905
_OPEN = re.compile(
    r"\b(?P<open>some(?: more| of (?:his|her|their|the|them|these))?|others?|the (?:rest|others?)|a few|several)\b"
)
_SAYS = re.compile(r"\b(?:[a-z]+)\b")
_CUT = re.compile(r"[,;.?!]|\b(?:and|but|while|then|if|when|because|so)\b")
IF_WITH_NUMBER = re.compile(r"\bif\b[^?]*\d")  # a question that tells a number: "if she gives 5 away"
# "After some left he had 5": a new clause without a comma.
_THEN = re.compile(r"(?<=\w )(?=(?:he|she|they|there|it) (?:still |only |now )*(?:had|has|have|were|was|are)\b)")
_COMPARES = re.compile(r"^(?:more|fewer|less)\b|^[a-z]+(?: of [a-z]+)? (?:more|fewer|less)\b")
_MOSTLY = frozenset(
    stem(w) for w in """
    the a an of in on at to for with by from his her their its my our your he she they it i we you that those
    these this there which who whom then now still already also only just not any each every all both how many
    much more fewer less than left total altogether together and or was were is are be been being have has had
    do does did will would can could if when after before while because so as into onto up out about over him
    them us me one ones number amount overall combined initially first
    """.split()  # noqa: SIM905
)  # fmt: skip
_SAME_DEED = frozenset(stem(word) for word in ("went", "came", "were", "did", "go", "come"))
_NAMELESS = frozenset("he she they it i we you there then if after later and now who some initially others other the a an on at in".split())  # noqa: E501, SIM905


def lemma(word: str) -> str:
    """The word as its base form: ate is eat."""
    return _LEMMAS.get(word, word)


def telling_words(text: str) -> frozenset[str]:
    """The stems of the words of a text that tell one amount from another."""
    return frozenset(stems([lemma(word) for word in words_of(text)])) - _MOSTLY


@dataclass(frozen=True, slots=True)
class Amount:
    """One amount: its value (None: not known), what it counts, the telling words around it, who and what happens."""

    value: Fraction | None
    things: frozenset[str]
    words: frozenset[str]
    role: Role
    owner: str
    verb: str
    place: int
    first: frozenset[str] = frozenset()  # of a comparison: what there is more (or fewer) of …
    second: frozenset[str] = frozenset()  # … than of this
    fewer: bool = False
    shown: bool = True  # it counts what it says, and not what the amount before it counted

    @property
    def told(self) -> Fraction:
        """The value of an amount that is known; raise ``ValueError`` for one that is not."""
        if self.value is None:
            raise ValueError("this amount is not told")
        return self.value


@dataclass(frozen=True, slots=True)
class _Clause:
    text: str
    begin: int
    end: int


def _clauses(sentence: str, offset: int) -> list[_Clause]:
    """The clauses of a sentence with their places in the story."""
    cuts = sorted({0, *(m.end() for m in _CUT.finditer(sentence)), *(m.start() for m in _THEN.finditer(sentence)), len(sentence)})  # noqa: E501
    for a, b in pairwise(list(cuts)):  # "3 cups of sugar 10 cups of flour"
        cuts += [a + m.start() for m in list(re.finditer(r"(?<![\w.])\d", sentence[a:b]))[1:]]
    cuts.sort()
    found = [_Clause(sentence[a:b], offset + a, offset + b) for a, b in pairwise(cuts)]
    return [clause for clause in found if clause.text.strip()]


def verbs_in(text: str) -> list[str]:
    """The base forms of the known verbs of a text, in order."""
    known = _COMING | _GOING | _WANTING | _BEING
    return [base for w in re.findall(r"[a-z']+", text) if (base := lemma(w)) in known or re.fullmatch(r"[a-z]{3,}ed", w)]  # noqa: E501


def _role(clause: str, verb: str) -> Role:
    left = re.search(r"\bleft\b", clause)
    if re.search(r"\b(?:get|got|gets|getting|fell|hop\w*|jump\w*|climb\w*|step\w*) off\b", clause):
        return Role.GOES
    if re.search(r"\b(?:get|got|gets|getting|hop\w*|climb\w*|jump\w*|land\w*) on\b", clause):
        return Role.COMES
    if re.search(r"\b(?:gave|gives?|sent|handed|paid) (?:him|her|me|us|them|(?!away|out|back)[a-z]+) \d", clause):
        return Role.DONE  # who gets it is told by names alone
    if verb in ("pick", "cut", "collect", "catch") and re.search(r"\b(?:from|off)\b", clause):
        return Role.DONE  # it comes to somebody and goes from somewhere
    if left and not re.search(r"\b(?:ha(?:s|d|ve)|there|were|are|was|is|still|remain\w*|be)\b", clause):
        return Role.GOES
    if verb in _WANTING:
        return Role.WANTED
    if verb in _COMING:
        return Role.COMES
    if verb in _GOING or re.search(r"\btook\b.*\b(?:out|away|off)\b|\b(?:flew|swam|ran|walked) (?:away|off)\b", clause):
        return Role.GOES
    if verb in _BEING:
        return Role.IS
    return Role.DONE


def _owner(clause: str, before: str) -> str:
    """Who a clause speaks of: the first word, where it is no pronoun and not what is counted."""
    found = re.match(r"\s*(?:(?:then|later|if|after|and|but|because|when|last week|today|yesterday|the|a|an|his|her|their|my)\s+)*([a-z]+)(?:'s)?\b", clause)  # noqa: E501
    if found is None:
        return before
    word = found[1]
    after = clause[found.end() :].split()
    if word in _NAMELESS or not after or lemma(after[0]) not in (_COMING | _GOING | _BEING | _WANTING):
        return before
    return word


def _verb_of(clause: str) -> str:
    """The verb that an amount hangs on; the last one before it, without helpers ("had to complete" is complete)."""
    if must := re.search(r"\b(?:had|has|have) to ([a-z]+)\b", clause.split("#")[0]):
        return lemma(must[1])
    text = clause
    before, _, after = re.sub(r"\d", "#", text, count=1).partition("#")
    found = verbs_in(before)
    chosen = [v for v in found if v not in _BEING] or found
    if chosen:
        return chosen[-1]
    return next(iter(verbs_in(after)), "")


def side_role(text: str) -> Role:
    """What one side of a comparison speaks of: what came, what went, or something else."""
    return _role(text, _verb_of(text))


def _compared(story: Story, q: Quantity, owner: str, owners: frozenset[str]) -> tuple[frozenset[str], frozenset[str], bool] | None:  # noqa: E501
    """What a number compares: "5 more girls than boys"; None where it compares nothing."""
    sentence = re.split(r"[.?!]", story.text[q.place :])[0]
    after = re.sub(r"^[\d.,]+\s*", "", sentence)
    more, than, less = after.partition(" than ")
    if not than or not _COMPARES.search(after):
        return None
    less = re.split(r"[,;]|\bhow\b|(?<=\w) (?:in|at|from) (?:the|a|an|his|her|their|that|this)\b", less)[0]
    fewer = bool(re.search(r"\b(?:fewer|less)\b", more))
    second = telling_words(less)
    whose = telling_words(owner) if second & telling_words(" ".join(owners)) else frozenset[str]()
    return telling_words(more) | whose, second, fewer


def amounts_of(story: Story) -> tuple[Amount, ...]:
    """Every amount that a story tells, in order; those of its question are left out."""
    at = story.text.find(story.asked.strip())
    if IF_WITH_NUMBER.search(story.asked):
        at += story.asked.strip().find(" if ")  # "how many will she have if she gives 5 away"
    found: list[Amount] = []
    begins = [0, *(m.end() for m in re.finditer(r"[.?!](?:\s|$)", story.text))]
    owner = ""
    for begin, stop in zip(begins, [*begins[1:], len(story.text)], strict=True):
        if begin <= at < stop and story.text[begin:at].strip() == "":
            continue
        if IF_WITH_NUMBER.search(story.asked) and begin <= at < stop:
            begin, at = at, stop
        sentence = story.text[begin : min(stop, at) if begin <= at < stop else stop]
        clauses = _clauses(sentence, begin)
        verbs = [_verb_of(clause.text) for clause in clauses]
        for n, clause in enumerate(clauses):
            owner = _owner(clause.text, owner)
            own = verbs[n]
            lends = clause.text
            if not own:  # "5 apples, 3 pears": the neighbour's verb
                near = next((m for m in (*range(n - 1, -1, -1), *range(n + 1, len(clauses))) if verbs[m]), None)
                if near is not None:
                    own = verbs[near]
                    lends = f"{_without_amounts(clauses[near].text, before=near < n)} {clause.text}"
            role = _role(lends, own)
            known = [q for q in story.quantities if clause.begin <= q.place < clause.end]
            for q in known:
                found.append(_amount(story, q, lends, role, owner, own, found))
            open_one = _OPEN.search(clause.text) if not known else None
            if open_one:
                things = frozenset(counted(clause.text[open_one.end() :]))
                shown = bool(things)
                things = things or (found[-1].things if found else frozenset())
                found.append(Amount(None, things, telling_words(lends) | things, role, owner, own,
                                    clause.begin + open_one.start(), shown=shown))  # fmt: skip
    first = [m.start() for m in re.finditer(r"\b(?:initially|at first|originally|to begin with)\b", story.told)]
    at_first = {a.place for a in found if a.role is Role.IS and len(first) == 1 and _sentence_of(story, a.place) == _sentence_of(story, first[0])}  # noqa: E501
    return tuple(sorted(found, key=lambda a: (a.place not in at_first, a.place)))


def _sentence_of(story: Story, place: int) -> int:
    return len(re.findall(r"[.?!](?:\s|$)", story.text[:place]))


def _without_amounts(clause: str, *, before: bool) -> str:
    """What a neighbour can take from a clause: what stands before its first amount, or behind its last one."""
    if before:
        return re.split(r"\d", clause)[0]
    parts = re.split(r"\d[\d.,]*\s+", clause)
    behind = parts[-1] if len(parts) > 1 else ""
    verb = next((m.start() for m in re.finditer(r"[a-z']+", behind) if lemma(m[0]) in _BEING | _COMING | _GOING), None)
    return "" if verb is None else behind[verb:]


def _amount(
    story: Story, q: Quantity, lends: str, role: Role, owner: str, verb: str, told: list[Amount]
) -> Amount:  # fmt: skip
    compared = _compared(story, q, owner, frozenset(a.owner for a in told if a.owner))
    things, shown = q.things - _MOSTLY, not q.same
    if re.match(r"[\d.,]+ (?:of (?:the|his|her|their) )?(?:old |new |more )*(?:ones|of them|of these|of those)\b", story.text[q.place :]) and told:  # noqa: E501
        things, shown = told[-1].things, False  # "10 of the old ones"
    does = re.match(r"[\d.,]+ ([a-z]+)\b", story.text[q.place :])
    deed = does is not None and (lemma(does[1]) != does[1] or re.fullmatch(r"[a-z]{3,}ed", does[1]) is not None)
    if does and told and deed and stem(lemma(does[1])) in (told[-1].words | _SAME_DEED):
        things = told[-1].things  # "42 suggested bacon": 42 of the same
    words = telling_words(lends) | things
    if things & MONEY and verb == "buy":
        role = Role.GOES  # "bought a pen for 35 cents"
    if things & TIME and role in (Role.COMES, Role.GOES):
        role = Role.DONE  # hours are spent, but nobody has fewer of them
    if compared:
        return Amount(q.value, things, words, Role.COMPARES, owner, verb, q.place, *compared)
    if q.rate is not None:
        return Amount(q.value, things, words | q.rate, Role.RATE, owner, verb, q.place, q.rate)
    return Amount(q.value, things, words, role, owner, verb, q.place, shown=shown)
