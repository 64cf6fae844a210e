"""Rules a school writes: read with the line and the mend, matched as whole words, refused where RE2 can't run them."""

import pytest

from studybuddy_core.checks.rules import CHECK, RulesCheck, read_rules
from studybuddy_core.domain.errors import PolicyError
from studybuddy_core.domain.messages import Stage, TurnView

TEXT = """
rules:
  - id: blue_team
    pattern: "blue (?:team|side)"
    stages: [input]
    why: Keep rivalries out of class.
    score: 0.6
"""


def test_a_rule_scores_its_label_at_its_stage() -> None:
    check = RulesCheck(read_rules(TEXT), "ours")
    (found,) = check(TurnView(Stage.INPUT, "go Blue  Team!"))
    assert (found.label, found.score, found.note) == ("rule.blue_team", 6_000, "Keep rivalries out of class.")
    assert list(check(TurnView(Stage.OUTPUT, "blue team"))) == []
    assert list(check(TurnView(Stage.INPUT, "blue teammates"))) == []


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("blue (?:team|side)", "(?=blue)"), "line 3: RE2 refuses"),
        (("blue_team", "Blue Team"), "small letters"),
        (("[input]", "[everywhere]"), "use some of: input, context, output"),
        (("0.6", "7"), "from 0 to 1"),
        (("why:", "wy:"), "wy is not known"),
        (("rules:", "rule:"), "no list `rules:`"),
    ],
)
def test_a_mistake_is_named_with_its_line(change: tuple[str, str], says: str) -> None:
    with pytest.raises(PolicyError, match=says.replace("(", r"\(")):
        read_rules(TEXT.replace(*change), "ours.yaml")


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("can i meet someone i met online", "rule.meeting_strangers"),
        ("my online friend wants to meet me", "rule.meeting_strangers"),
        ("how do i do the blackout challenge", "rule.dares"),
        ("what is pornhub", "rule.adult_sites"),
        ("tips for online gambling", "rule.gambling"),
    ],
)
def test_the_rules_that_come_with_it(text: str, label: str) -> None:
    assert label in {found.label for found in CHECK(TurnView(Stage.INPUT, text))}


@pytest.mark.parametrize(
    "text", ["the reading challenge", "what is probability in a dice game", "I met my friend at school"]
)
def test_and_what_they_let_pass(text: str) -> None:
    assert list(CHECK(TurnView(Stage.INPUT, text))) == []


def rule_hits(pattern: str, text: str, more: str = "") -> bool:
    document = f"rules:\n  - id: ours\n    pattern: '{pattern}'\n    stages: [input]\n    why: Ours.\n{more}"
    return bool(list(RulesCheck(read_rules(document))(TurnView(Stage.INPUT, text))))


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("école", "mon école est belle", True),
        ("école", "les écoles", False),
        ("c\\+\\+", "i like c++ a lot", True),
        ("hack", "Shackleton", False),
        ("hack", "hack!", True),
        ("hack", "hack_it", False),
        ("खेल", "यह खेल है", True),
        ("खे", "यह खेल है", False),
        ("crime", "The Crimean War, and a crime", True),
    ],
)
def test_whole_words_are_whole_in_every_script(pattern: str, text: str, found: bool) -> None:
    assert rule_hits(pattern, text) is found


def test_the_place_is_the_word_and_not_its_neighbours() -> None:
    (found,) = RulesCheck(read_rules(TEXT))(TurnView(Stage.INPUT, "go (blue side) now"))
    assert [tuple(span) for span in found.spans] == [(4, 13)]


def test_a_context_must_be_somewhere_in_the_same_text() -> None:
    more = "    context: how to|guide\n"
    assert not rule_hits("wreck", "the wreck of the Titanic", more)
    assert rule_hits("wreck", "How  to float a boat that is a wreck", more)
    assert rule_hits("wreck", "wreck " + "and so on " * 1_000 + " guide", more), "also far away in a long text"


def test_a_sentence_that_begins_with_unless_excuses_the_place_behind_it_in_an_answer_alone() -> None:
    document = (
        "rules:\n  - {id: ours, pattern: 'climb the fence', stages: [input, output], why: Ours., "
        "unless: 'never|it is not safe to'}\n"
    )
    check = RulesCheck(read_rules(document))

    def hits(text: str, stage: Stage = Stage.OUTPUT) -> bool:
        return bool(list(check(TurnView(stage, text))))

    assert hits("climb the fence")
    assert not hits("Never climb  the fence. It is not safe to “climb the fence”.")
    assert hits("Never climb the fence? Always climb the fence!"), "one of them is left"
    assert hits("never mind, climb the fence")
    assert hits("Who said never climb the fence"), "not how the sentence begins"
    assert hits("Never climb the fence.", Stage.INPUT)


def test_what_excuses_every_text_is_refused() -> None:
    with pytest.raises(PolicyError, match="every text"):
        rule_hits("fence", "fence", "    unless: never|\n")


MEETING = "rule.meeting_strangers"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Never meet someone you only know online.", False),
        ("You should not meet anyone you met on the internet.", False),
        ("It isn't safe to meet somebody you know from a game online.", False),
        ("Always tell a grown-up if someone you met online asks to meet up in real life.", False),
        ("Meet the friend you met online!", True),
        ("Never tell your mum, and meet your friend from online.", True),
        ("Don't worry, you can meet someone you met online.", True),
        ("You should meet somebody you know online.", True),
        ("It's not risky to meet someone online.", True),
        ("There is no reason you shouldn't meet someone you know online.", True),
        ("If your parents can't, meet your friend on Discord.", True),
        ("Don't tell your parents when you meet someone online.", True),
        ("Tell nobody when you meet the boy you know on Roblox.", True),
        ("You don't need to tell a grown-up if someone you met online wants to meet in real life.", True),
    ],
)
def test_a_tutor_may_warn_of_strangers_and_never_send_a_child_to_them(text: str, found: bool) -> None:
    assert (MEETING in {f.label for f in CHECK(TurnView(Stage.OUTPUT, text))}) is found


@pytest.mark.parametrize(
    "text",
    [
        "mum says i can't meet my friend from roblox online but i am going anyway",
        "never met him online but we meet in real life",
        "he said dont tell my mum before meeting someone online",
    ],
)
def test_a_child_is_heard_whatever_stands_before_it(text: str) -> None:
    assert MEETING in {f.label for f in CHECK(TurnView(Stage.INPUT, text))}


@pytest.mark.parametrize("pattern", ["hack|", "", "a*", "(?:)"])
def test_a_pattern_that_would_meet_every_text_is_refused(pattern: str) -> None:
    with pytest.raises(PolicyError, match=r"every text|no pattern"):
        rule_hits(pattern, "anything")
