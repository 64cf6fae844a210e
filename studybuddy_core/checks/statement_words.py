"""Words as statements are compared by: the base of a verb or noun, what says little, and what shuts something out.

Two statements can only contradict each other where a word of one leaves no room for a word of the other: an ocean is
not another ocean, north is not south. Such groups are few and closed, and they stand here.
"""

from __future__ import annotations

from functools import lru_cache

_IRREGULAR = {
    "be": "is are was were been being am isn't aren't wasn't weren't", "have": "has had having", "do": "does did done",
    "write": "wrote written", "begin": "began begun", "become": "became", "grow": "grew grown", "fly": "flew flown",
    "know": "knew known", "give": "gave given", "take": "took taken", "make": "made making", "build": "built",
    "find": "found", "see": "saw seen", "eat": "ate eaten", "fall": "fell fallen", "lead": "led", "win": "won",
    "fight": "fought", "lie": "lies lay lain lying", "lay": "laid", "die": "died dies dying", "bear": "born bore",
    "hold": "held", "keep": "kept", "lose": "lost", "run": "ran running", "sing": "sang sung", "swim": "swam",
    "speak": "spoke spoken", "stand": "stood", "teach": "taught", "tell": "told", "think": "thought", "wear": "wore",
    "draw": "drew drawn", "drive": "drove driven", "freeze": "froze frozen", "break": "broke broken", "rise": "rose",
    "ride": "rode ridden riding", "sink": "sank sunk", "spread": "spread", "sleep": "slept", "send": "sent",
    "buy": "bought", "bring": "brought", "catch": "caught", "come": "came", "go": "goes went gone",
    "hear": "heard", "leave": "left", "mean": "meant", "meet": "met", "say": "said", "sell": "sold", "shine": "shone",
    "show": "shown", "spin": "spun", "feed": "fed", "breed": "bred", "burn": "burnt", "learn": "learnt", "lend": "lent",
    "rule": "ruled ruling", "use": "used using uses", "cross": "crosses crossed",
    "person": "people persons", "child": "children", "man": "men", "woman": "women", "foot": "feet", "tooth": "teeth",
    "mouse": "mice", "goose": "geese", "leaf": "leaves", "wolf": "wolves", "half": "halves", "life": "lives",
    "knife": "knives", "loaf": "loaves", "ox": "oxen", "shelf": "shelves", "species": "species", "fungus": "fungi",
    "good": "better best", "bad": "worse worst", "far": "farther farthest further furthest", "many": "more most",
    "little": "less least", "big": "bigger biggest", "hot": "hotter hottest", "large": "larger largest",
    "long": "longer longest", "small": "smaller smallest", "high": "higher highest", "tall": "taller tallest",
    "deep": "deeper deepest", "fast": "faster fastest", "heavy": "heavier heaviest", "cold": "colder coldest",
    "dry": "drier driest", "old": "older oldest", "near": "nearer nearest", "close": "closer closest",
    "short": "shorter shortest", "slow": "slower slowest", "light": "lighter lightest", "young": "younger youngest",
}  # fmt: skip
_BASE = {form: base for base, forms in _IRREGULAR.items() for form in (base, *forms.split())}
SUPERLATIVES = frozenset(
    """most least best worst biggest hottest largest longest smallest highest tallest deepest fastest heaviest coldest
    driest oldest nearest closest shortest slowest lightest youngest farthest furthest strongest richest brightest
    wettest lowest loudest hardest softest widest poorest busiest""".split()  # noqa: SIM905
)
ABSOLUTES = frozenset("always never only every all none nobody everybody first last".split())  # noqa: SIM905

VERBS = frozenset(
    """be have do write begin become grow fly know give take make build find see eat fall lead win fight lie lay die
    bear hold keep lose run sing swim speak stand teach tell think wear draw drive freeze break rise ride sink
    spread sleep send buy bring catch come go hear leave mean meet say sell shine show spin feed breed burn learn
    rule use live flow empty orbit invent discover paint compose found design rule move travel turn cross contain
    include hunt need produce protect carry cover form happen start end stop open close join help work play call
    name measure weigh last cause change reach reign sign start stretch surround belong border consist cost count
    create destroy develop divide drink evaporate float boil melt follow gather govern hatch hibernate invade land
    launch locate look love marry migrate occur own pay pollinate power pull push receive reflect release remain
    return sail serve settle share sail sit store study survive swallow taste touch train trade turn visit vote walk
    want warm wash watch absorb add attack allow appear attract bark bite blow breathe celebrate circle climb
    collect connect conquer control cook copy crawl dig digest dissolve drop elect enter erupt escape explain
    explore face fill fit glow guard harvest hang heat hide hit hop hurt improve increase introduce invite jump kill
    lack laugh lift light listen mark mix obey pass perform pick plant point pour prepare print prove publish
    recycle remember repeat represent require rest revolve roll rotate save score separate signal slide smell snow
    solve sound squeeze stay steal step stick support supply surrender swing symbolise tie translate try unite vary
    wait wake weave worship yield can could must may might will would should originate emigrate crack set decline
    elect award""".split()  # noqa: SIM905
)
AUXILIARY = frozenset("be have do can could must may might will would should".split())  # noqa: SIM905
NEGATIONS = frozenset(
    "not no never none nobody neither nor without cannot hardly nothing".split()  # noqa: SIM905
)
HEDGES = frozenset(
    """usually often sometimes mostly nearly almost about perhaps maybe probably might may some many generally roughly
    or if called considered estimated thought around approximately can up""".split()  # noqa: SIM905
)
SMALL = frozenset(
    """a an the this that these those of in on at to into from by with for as and or but so than then there here it its
    they them their he she his her him we our us you your i my me who which what where when how why is are was were be
    been being am do does did has have had having will would can could may might must should also just very quite
    really too still even such own same other another both each one's name known called named kind type part lot
    about around over under between through during while because if up out off more much some any usually often
    sometimes mostly nearly almost generally roughly approximately perhaps maybe probably today now ever
    whole entire world's it's that's there's""".split()  # noqa: SIM905
)
SAME_VERB = {
    "empty": "flow", "drain": "flow", "cross": "flow",
    "revolve": "orbit", "circle": "orbit", "compose": "write", "author": "write",
    "construct": "build", "locate": "lie", "situate": "lie", "sit": "lie", "start": "begin", "own": "have",
    "possess": "have", "reside": "live", "consume": "eat", "devour": "eat", "create": "make",
    "contain": "have", "finish": "end",
}  # fmt: skip
SAME_NOUN = {"big": "large", "huge": "large", "quick": "fast", "usa": "america", "globe": "earth", "planet's": "planet"}
MAKERS = frozenset("write invent discover paint compose design found build sign".split())  # noqa: SIM905

OCEANS = frozenset("atlantic pacific indian arctic southern mediterranean baltic caspian".split())  # noqa: SIM905
_EXCLUSIVE = (
    OCEANS,
    frozenset("africa asia europe australia antarctica".split()),  # noqa: SIM905
    frozenset("mercury venus mars jupiter saturn uranus neptune pluto".split()),  # noqa: SIM905
    frozenset("mammal bird reptile amphibian fish insect arachnid".split()),  # noqa: SIM905
    frozenset("vegetable animal mineral".split()),  # noqa: SIM905
    frozenset("solid liquid gas".split()),  # noqa: SIM905
    frozenset("planet star moon galaxy comet".split()),  # noqa: SIM905
    frozenset("city country continent ocean river mountain".split()),  # noqa: SIM905
    frozenset("spring summer autumn winter".split()),  # noqa: SIM905
    frozenset(
        """january february march april june july august september october november
        december""".split()  # noqa: SIM905
    ),
    frozenset("north south east west".split()),  # noqa: SIM905
    frozenset("northern southern eastern western".split()),  # noqa: SIM905
    frozenset("herbivore carnivore omnivore".split()),  # noqa: SIM905
    frozenset("noun verb adjective adverb pronoun preposition".split()),  # noqa: SIM905
    *(
        frozenset(pair.split())
        for pair in (
            "hot cold", "large small", "long short", "high low", "fast slow", "heavy light", "wet dry", "near far",
            "old young", "oldest newest", "alive dead", "deep shallow", "hard soft", "rich poor", "day night",
            "left right", "even odd", "positive negative", "float sink", "melt freeze", "warm cool", "male female",
            "vertebrate invertebrate", "full empty", "sunrise sunset", "nocturnal diurnal", "increase decrease",
            "many few", "before after", "inside outside", "above below", "strong weak", "win lose",
            "cause prevent", "ancient modern",
        )
    ),
)  # fmt: skip
_GROUPS: dict[str, tuple[int, ...]] = {}
for _n, _group in enumerate(_EXCLUSIVE):
    for _word in _group:
        _GROUPS[_word] = (*_GROUPS.get(_word, ()), _n)


def shut_out(word: str, other: str) -> bool:
    """Whether one of these words leaves no room for the other ("Atlantic" and "Pacific")."""
    return word != other and bool(set(_GROUPS.get(word, ())) & set(_GROUPS.get(other, ())))


def group_of(word: str) -> tuple[int, ...]:
    """The closed groups a word stands in."""
    return _GROUPS.get(word, ())


@lru_cache(maxsize=20_000)
def base(word: str) -> str:
    """Return the form two spellings of a word share: "flows" and "flowing" are "flow"."""
    word = word.lower().replace("’", "'").removesuffix("'s").strip("'")
    if word in _BASE:
        return SAME_NOUN.get(_BASE[word], _BASE[word])
    for ending, instead in (("ies", "y"), ("ied", "y"), ("sses", "ss"), ("shes", "sh"), ("ches", "ch"), ("xes", "x")):
        if word.endswith(ending) and len(word) > len(ending) + 1:
            return _shared(word[: -len(ending)] + instead)
    if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3:
        return _shared(word[:-1])
    for ending in ("ing", "ed", "est"):
        stem = word[: -len(ending)]
        if word.endswith(ending) and len(stem) >= 3 and any(c in "aeiouy" for c in stem):
            return _shared(_verb(stem))
    return _shared(word)


def _verb(stem: str) -> str:
    if stem in VERBS:
        return stem
    if f"{stem}e" in VERBS:
        return f"{stem}e"
    doubled = len(stem) > 3 and stem[-1] == stem[-2] and stem[-1] not in "ls"
    return stem[:-1] if doubled else stem


def _shared(word: str) -> str:
    return SAME_NOUN.get(word, word)


def is_verb(word: str) -> bool:
    """Whether this may be the verb of a statement."""
    return base(word) in VERBS


def verb_of(word: str) -> str:
    """The verb by which two statements are compared: "empties into" is "flows into"."""
    found = base(word)
    return SAME_VERB.get(found, found)
