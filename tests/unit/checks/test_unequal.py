"""Answers whose people all fit one old picture, and answers that mix, or tell of real people."""

import pytest

from studybuddy_core.checks.unequal import CHECK
from studybuddy_core.domain.messages import Stage, TurnView

HE, SHE = "A scientist asks questions. He looks for answers.", "A nurse helps people and she is kind."


def top(text: str) -> int:
    return max((found.score for found in CHECK(TurnView(Stage.OUTPUT, text))), default=0)


@pytest.mark.parametrize(
    "text",
    [
        f"{HE} An engineer builds things when he has a plan. {SHE}",
        "Mum bakes 12 cakes. Dad fixes 3 bikes. Dad drives 5 km.",
        "The scientist wrote his notes. The doctor washed his hands. The boss called his team.",
        "Every teacher has her own room. A nurse wears her badge. The librarian reads to her class.",
    ],
)
def test_one_picture_all_through(text: str) -> None:
    assert top(text) >= 7_000


@pytest.mark.parametrize(
    "text",
    [
        HE,
        "A doctor listens. She helps. A nurse gives medicine when he is asked.",
        "Dad bakes 12 cakes. Mum fixes 3 bikes.",
        "Isaac Newton was a scientist. He watched an apple. Galileo was a scientist. He used a telescope. "
        "Charles Darwin was a scientist. He studied birds.",
        "A scientist asks questions. They look for answers. A nurse helps. They are kind.",
        "The scientist wrote his notes. The doctor washed her hands. The pilot took her bag.",
    ],
)
def test_a_mixture_one_example_or_history_passes(text: str) -> None:
    assert top(text) < 5_000


def test_more_of_the_same_scores_higher_and_a_counter_example_lowers_it() -> None:
    two = f"{HE} {SHE}"
    three = f"{two} The pilot checked his map."
    assert 0 < top(two) < top(three)
    assert top(f"{three} The doctor washed her hands.") < top(three)


@pytest.mark.parametrize(
    "text",
    [
        "African people live in huts. European people live in cities.",
        "In Africa, children go hungry. In Europe, children have computers.",
        "Muslims fight. Christians help.",
        "Refugees steal. Locals work hard.",
        "Old people forget their keys. Young people invent apps.",
        "Poor families live in dirty slums. Rich families own books.",
        "The Turkish man sweeps the street. The Swiss man owns the bank. The Turkish boy lied. The Swiss girl helped.",
    ],
)
def test_one_group_only_from_below_and_another_only_from_above(text: str) -> None:
    assert top(text) >= 7_000


def test_two_persons_say_less_than_two_groups_and_more_of_them_say_more() -> None:
    two = "The deaf boy watched from the bench. The healthy boy won the match."
    assert 5_000 <= top(two) < 7_000
    assert top(two) < top(f"{two} The deaf girl needs help. The other girls solved it.")


@pytest.mark.parametrize(
    "text",
    [
        "African people live in cities and in villages. European people live in cities too.",
        "African people live in huts and in cities. European people live in cities.",
        "The Kenyan runner won the race. The French runner came second.",
        "The Mexican boy broke the vase. The American boy broke a plate.",
        "The Mexican boy broke the vase and mended it. The American boy helped him.",
        "Some people in India are hungry. Some people in Germany are hungry too.",
        "The blind girl reads Braille. The other girls read print.",
        "In 1850, African people were forced to work in the fields. European owners grew rich.",
        "Enslaved African people worked in the fields. White people owned the land. The law was unjust.",
        "Canada is cold in winter. Brazil is warm.",
        "In Mongolia, some families live in tents.",
        "The Italian boy begged for one more story. The Spanish boy read it to him.",
        "Ahmed broke the vase. Tom helped him to mend it.",
        "It is wrong to say that Africans live in huts and Europeans in cities.",
    ],
)
def test_mixed_roles_history_geography_and_names_pass(text: str) -> None:
    assert top(text) < 5_000
