"""Small helps of the built-in tutor: rhymes, plurals, spelling, factors, follow-ups, writing and stories."""

from __future__ import annotations

import re

import pytest

from studybuddy_core.checks.reading_level import grade_of
from studybuddy_core.domain.following_on import asked_in_full, leans, wants_more
from studybuddy_core.domain.messages import AgeBand, Utterance
from studybuddy_core.knowledge.library import starter_passages
from studybuddy_core.providers.builtin.spelling import _known_words
from studybuddy_core.providers.builtin.stories import _stories
from studybuddy_core.providers.builtin.word_forms import plural_of
from studybuddy_core.providers.builtin.writing import look_again
from tests.unit.providers.test_builtin import PRETENCE, Chat


@pytest.mark.parametrize(
    ("word", "plural"),
    [("cat", "cats"), ("baby", "babies"), ("boy", "boys"), ("bus", "buses"), ("fox", "foxes"), ("mouse", "mice"),
     ("leaf", "leaves"), ("sheep", "sheep"), ("potato", "potatoes")],
)  # fmt: skip
def test_plurals(word: str, plural: str) -> None:
    assert plural_of(word)[0] == plural
    assert f" is {plural}." in Chat().say(f"whats the plural of {word}")


def test_a_plural_the_rules_do_not_settle_is_not_guessed() -> None:
    assert "dictionary" in Chat().say("what is the plural of piano")


def test_rhymes_come_from_one_family_and_never_hold_the_word_itself() -> None:
    reply = Chat().say("what rhymes with cat")
    assert "hat" in reply
    assert " cat," not in reply
    assert "list" in Chat().say("what rhymes with orange")


@pytest.mark.parametrize(("asked", "word"), [("how do you spell elephant", "Elephant: e-l-e-p-h-a-n-t"), ("spell dinosor", "Dinosaur")])  # noqa: E501
def test_words_of_the_library_are_spelt(asked: str, word: str) -> None:
    assert Chat().say(asked).startswith(word)


def test_every_word_to_spell_from_stands_in_a_passage() -> None:
    told = " ".join(passage.text for passage in starter_passages()).lower()
    there = set(re.findall(r"[a-z]+", told))
    known = _known_words()[0]
    assert len(known) > 3_500
    assert not {word for word in known if word not in there and f"{word}s" not in there}


@pytest.mark.parametrize(("said", "right"), [("it is not even", True), ("its not odd", False), ("no its odd", True)])
def test_not_even_is_odd(said: str, right: bool) -> None:
    chat = Chat()
    chat.say("is 7 even")
    assert chat.say(said).startswith("Yes, 7 ends in 7, so it is odd." if right else "Not yet.")


def test_odd_or_even_is_a_rule_first_and_then_checked() -> None:
    chat = Chat()
    rule = chat.say("is 17 odd or even")
    assert "last digit" in rule
    assert "17 is" not in rule
    assert chat.say("even").startswith("Not yet.")
    chat.say("is 17 odd or even")
    assert chat.say("its odd").startswith("Yes, 17")


def test_factors_are_checked_and_the_missing_ones_counted() -> None:
    chat = Chat()
    chat.say("what are the factors of 12")
    assert "There are 2 more" in chat.say("1 12 2 6")
    assert "all the factors" in chat.say("1 2 3 4 6 12")
    chat.say("what are the factors of 12")
    assert "5" in chat.say("1 2 5 12")


@pytest.mark.parametrize(("n", "said", "right"), [(51, "no", True), (51, "yes", False), (53, "yes it is prime", True)])
def test_primes(n: int, said: str, right: bool) -> None:
    chat = Chat()
    chat.say(f"is {n} a prime number")
    assert chat.say(said).startswith("Yes") is right


def test_a_follow_up_is_joined_to_the_question_before_it() -> None:
    history = (Utterance("user", "why do we have seasons"), Utterance("assistant", "The Earth is tilted."))
    assert asked_in_full("but why is it cold in december then", history).startswith("why do we have seasons")
    assert asked_in_full("what is a verb", history) == "what is a verb"
    assert wants_more("can you give me an example")
    assert not leans("how do volcanoes erupt")


def test_more_of_a_passage_is_what_was_not_told_yet() -> None:
    chat = Chat(AgeBand.YOUNGER, 3)
    first = chat.say("what is a verb")
    passages = Chat(AgeBand.YOUNGER, 3)
    passages.talk = chat.talk
    assert first
    assert first != passages.say("tell me more about it")


@pytest.mark.parametrize(
    ("text", "note"),
    [("The dog ran. The dog sat. The dog slept.", "begin with “the dog”"),
     ("We went too the park.", "to and too"),
     ("It was fun and we ate and we played and we slept.", "The word and comes"),
     ("he is my friend", "first letter")],
)  # fmt: skip
def test_a_look_at_own_sentences(text: str, note: str) -> None:
    assert note in " ".join(look_again(text))


def test_a_sentence_without_slips_gets_no_made_up_note() -> None:
    assert look_again("The sun was low. We walked home along the river.") == []


@pytest.mark.parametrize("asked", ["how do i end my story", "give me a good first sentence for my story about space"])
def test_writing_is_helped_by_a_question_and_never_written(asked: str) -> None:
    reply = Chat().say(asked)
    assert reply.endswith("?")
    assert "space" not in reply


@pytest.mark.parametrize("topic", ["dragon", "cat", "dinosaur", "unicorn"])
def test_a_story_is_about_what_the_child_asks_for(topic: str) -> None:
    for first in "12":
        for second in "12":
            chat = Chat(AgeBand.YOUNGER, 2)
            assert "Type 1" in chat.say(f"tel me a story about a {topic}")
            chat.say(first)
            assert chat.say(second).endswith("The end.")


def test_a_topic_without_a_story_is_said_to_be_so() -> None:
    assert Chat().say("tell me a story about a submarine").startswith("There is no story about that here")


def test_every_piece_of_every_story_is_reached_and_easy() -> None:
    for story in _stories():
        reached = {"start", *(choice.to for piece in story.pieces.values() for choice in piece.choices)}
        assert reached == set(story.pieces)


def test_a_plan_names_the_subjects_of_today() -> None:
    reply = Chat().say("make me a plan for homework i have maths english and science today")
    assert "maths, English and science" in reply


TALK = ("is 17 odd or even", "odd", "what are the factors of 24", "1 24", "plural of baby", "what rhymes with tree",
        "another word for big", "how do i end my story", "i hate school", "i got a bad mark", "tell me a story about a cat", "1",  # noqa: E501
        "what time is it 3 hours after half past 9", "hint", "hint", "write 49 in roman numerals", "count in 5s")  # fmt: skip  # noqa: E501


@pytest.mark.parametrize(("band", "most"), [(AgeBand.YOUNGER, 3.0), (AgeBand.OLDER, 4.0)])
def test_it_is_easy_to_read_and_pretends_nothing(band: AgeBand, most: float) -> None:
    chat = Chat(band, 2 if band is AgeBand.YOUNGER else 5)
    replies = [chat.say(text) for text in TALK]
    assert not [reply for reply in replies if PRETENCE.search(reply)]
    grade = grade_of(" ".join(replies))
    assert grade is not None
    assert grade <= most
