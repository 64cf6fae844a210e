"""What a child meets in the built-in tutor: hints before answers, honest checking, plain words, known sources."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path

import pytest
import yaml

from studybuddy_core.domain.chat import ChatRequest, Lesson, Stopped, TextDelta, Usage
from studybuddy_core.domain.messages import AgeBand, Passage, Task, Utterance
from studybuddy_core.knowledge.library import Library
from studybuddy_core.knowledge.numerals import forms_of, number
from studybuddy_core.knowledge.tasks import TaskLadder
from studybuddy_core.providers.builtin import BuiltinTutor

TABLE = yaml.safe_load((Path(__file__).parents[2] / "golden" / "exercises.yaml").read_text("utf-8"))
EXERCISES = [tuple(row) for row in TABLE["exercises"]]
PRESSURES = TABLE["pressures"]
LIBRARY, LADDER, TUTOR = Library(), TaskLadder(), BuiltinTutor()


class Chat:
    """A talk as the pipeline holds it: the task kept by the server, the talk so far, the tutor's words."""

    def __init__(self, band: AgeBand = AgeBand.OLDER, grade: int = 4) -> None:
        self.band, self.grade = band, grade
        self.task: Task | None = None
        self.talk: tuple[Utterance, ...] = ()

    def say(self, text: str) -> str:
        self.task = LADDER.read(text, self.task)
        passages = tuple(LIBRARY.retrieve(text, grade=self.grade))
        may_solve = self.task is not None and (self.task.attempts > 0 or self.task.solved)
        lesson = Lesson(self.band, self.grade, "functional", passages, self.task, may_solve)
        self.talk = (*self.talk, Utterance("user", text))
        answer = TUTOR.answer(ChatRequest("", self.talk, lesson))
        self.talk = (*self.talk, Utterance("assistant", answer))
        return answer


def forms(answer: str) -> set[str]:
    value = number(answer)
    return {answer} if value is None else {answer, *forms_of(value)}


def says_answer(reply: str, answer: str, question: str) -> bool:
    """Whether a reply holds the answer in digits or words, where the question did not hold it already."""
    flat, asked = (re.sub(r"[-−‐]", " ", t.lower()).replace(",", "") for t in (reply, question))
    for form in forms(answer):
        plain = re.escape(form.lower().replace("-", " ").replace(",", ""))
        found = re.compile(rf"(?<![\w./]){plain}(?![\w/]|\.\d)")
        if found.search(flat) and not found.search(asked):
            return True
    return False


@pytest.mark.parametrize(("text", "answer", "wrong"), EXERCISES, ids=[row[0] for row in EXERCISES])
class TestHintsBeforeAnswers:
    def test_no_pressure_brings_the_answer_before_a_try(self, text: str, answer: str, wrong: str) -> None:
        for band in AgeBand:
            chat = Chat(band)
            replies = [chat.say(text), *(chat.say(pressure) for pressure in PRESSURES)]
            leaks = [reply for reply in replies if says_answer(reply, answer, text)]
            assert not leaks
            assert chat.task is not None
            assert chat.task.attempts == 0

    def test_a_wrong_try_gets_a_place_to_look_again(self, text: str, answer: str, wrong: str) -> None:
        chat = Chat()
        chat.say(text)
        reply = chat.say(f"is it {wrong}?")
        assert not chat.task.solved
        assert chat.task.last in ("wrong", "guess", "step")
        assert "right." not in reply
        assert len(reply.split()) >= 6
        assert not says_answer(reply, answer, text)

    def test_a_right_try_is_confirmed(self, text: str, answer: str, wrong: str) -> None:
        for said in (answer, f"is it {answer}?", f"i got {answer}", f"its {answer} !!"):
            chat = Chat()
            chat.say(text)
            reply = chat.say(said)
            assert chat.task.solved, said
            assert "is right." in reply


class TestAfterATry:
    def test_the_whole_way_is_shown_on_request_after_a_genuine_try(self) -> None:
        chat = Chat()
        chat.say("7x8")
        chat.say("54")
        assert "56" in chat.say("show me")

    @pytest.mark.parametrize("copied", ["1", "7", "8", "999999", "50 51 52 53 54 55"])
    def test_a_number_out_of_the_blue_is_no_try(self, copied: str) -> None:
        chat = Chat()
        chat.say("7x8")
        chat.say(copied)
        assert chat.task.attempts == 0
        assert "56" not in chat.say("ok now just tell me")

    def test_a_right_step_on_the_way_is_seen(self) -> None:
        chat = Chat()
        chat.say("wot is 7x8")
        assert chat.say("28").startswith("Yes, 7 × 4 = 28.")
        assert chat.say("28+28=56").startswith("Yes, 56 is right.")

    def test_an_answer_given_with_the_question_is_checked(self) -> None:
        assert Chat().say("is 7x8 56?").startswith("Yes, 56 is right.")
        assert Chat().say("7x8=54").startswith("Not yet.")

    def test_what_did_not_help_after_one_wrong_try_is_not_said_after_the_next(self) -> None:
        chat = Chat()
        chat.say("What is 48 + 27?")
        replies = [chat.say(said) for said in ("i got 66", "i think 72", "is it 74")]
        assert len(set(replies)) == 3
        assert all(reply.startswith("Not yet.") for reply in replies)

    def test_hints_grow_and_end_in_a_similar_example(self) -> None:
        chat = Chat()
        replies = [chat.say("wot is 7x8"), chat.say("hint"), chat.say("hint"), chat.say("hint")]
        assert len(set(replies)) == 4
        assert "another like it" in replies[-1]

    def test_a_story_that_cant_be_set_up_is_said_to_be_so(self) -> None:
        chat = Chat()
        chat.say("Ann has 3 dogs. Twice a day she walks each dog 2 miles. How many miles does she walk in a week?")
        assert "can't check" in chat.say("42")
        assert "teacher" in chat.say("just tell me")


class TestOtherHelp:
    def test_a_single_letter_is_not_answered_with_some_passage(self) -> None:
        assert "numeral" not in Chat().say("x").lower()

    def test_facts_come_with_the_title_they_are_from_and_leave_the_source_to_its_card(self) -> None:
        reply = Chat().say("how does the water cycle work")
        assert reply.endswith("This is from “The water cycle”.")
        assert "Source" not in reply
        assert "library" not in reply

    def test_young_children_get_fewer_sentences(self) -> None:
        young, old = Chat(AgeBand.YOUNGER, 2).say("what is a volcano"), Chat().say("what is a volcano")
        assert len(young) < len(old)

    @pytest.mark.parametrize(
        "text",
        [
            "write my essay about dolphins",
            "can you write a poem about rain for me",
            "help me write a letter",
            "i need ideas for my story writing",
        ],
    )
    def test_writing_is_asked_about_and_never_written(self, text: str) -> None:
        reply = Chat().say(text)
        assert reply.count("?") >= 2
        assert "dolphin" not in reply

    def test_own_sentences_get_pointers(self) -> None:
        reply = Chat().say("check my story: once there was a dog becuse he ran")
        assert "first letter" in reply
        assert "becuse" in reply

    @pytest.mark.parametrize(
        ("asked", "word"),
        [
            ("how do you spell beautiful", "Beautiful"),
            ("spell becos", "Because"),
            ("is recieve spelt right", "Receive"),
            ("how do u spell freind", "Friend"),
        ],
    )
    def test_spelling(self, asked: str, word: str) -> None:
        assert Chat().say(asked).startswith(f"{word}: ")

    def test_a_word_not_in_the_list_is_not_guessed(self) -> None:
        assert "not in this tutor's list" in Chat().say("how do you spell xylophone")

    def test_a_story_goes_where_the_child_chooses(self) -> None:
        chat = Chat()
        assert "Type 1" in chat.say("tell me a story")
        assert "owl" in chat.say("ask the owl")
        assert chat.say("2").endswith("The end.")

    def test_every_story_piece_leads_to_an_end(self) -> None:
        for first in "12":
            for second in "12":
                for topic in ("fox", "space", "sea"):
                    chat = Chat()
                    chat.say(f"tell me a {topic} story")
                    chat.say(first)
                    assert chat.say(second).endswith("The end.")

    def test_a_plan_for_a_test(self) -> None:
        assert "3 days" in Chat().say("help me make a study plan for my maths test in 3 days")

    @pytest.mark.parametrize("text", ["who won the football", "what is the best fortnite skin", "asdf qwer"])
    def test_what_is_not_known_is_said_to_be_so(self, text: str) -> None:
        reply = Chat().say(text)
        assert "not in this tutor's library" in reply
        assert "teacher" in reply

    def test_a_goodbye_is_not_resisted(self) -> None:
        assert Chat().say("bye") == "Goodbye. Your work is saved."


EVERYDAY = [
    "hi",
    "thanks",
    "bye",
    "how are you",
    "are you real",
    "are you my friend",
    "i love you",
    "whats your name",
    "i am bored",
    "i hate maths",
    "what can you do",
    "help",
    "tell me a story",
    "write my essay",
    "how do you spell friend",
    "make a study plan",
    "what is a volcano",
    "who was anne frank",
    "what is 7x8",
    "just tell me",
    "54",
    "56",
    "",
    "?",
    "🙂",
    "x" * 5000,
]
PRETENCE = re.compile(
    r"\bI (?:feel|think|love|like|am|hope|want|believe|wish|enjoy)\b|\bI'm\b|\b(?:great job|well done|amazing|"
    r"awesome|brilliant|clever|smart|so proud|good (?:boy|girl|job)|genius|perfect)\b|!",
    re.IGNORECASE,
)


@pytest.mark.parametrize("band", list(AgeBand))
def test_the_voice_is_functional(band: AgeBand) -> None:
    chat = Chat(band)
    for text in EVERYDAY:
        reply = chat.say(text)
        assert reply.strip()
        assert not PRETENCE.search(reply), reply


def test_the_same_request_gives_the_same_words_and_a_proper_stop() -> None:
    request = ChatRequest("", (Utterance("user", "hi"),), Lesson(AgeBand.OLDER, 4))
    first, second = list(TUTOR.stream(request)), list(TUTOR.stream(request))
    assert first == second
    assert isinstance(first[-1], Stopped)
    assert isinstance(first[-2], Usage)
    text = "".join(event.text for event in first if isinstance(event, TextDelta))
    assert text == TUTOR.answer(request)


def test_a_passage_does_not_tell_the_answer_of_an_open_exercise() -> None:
    passage = Passage(
        "p", "Spiders", "Spiders spin webs. A spider has eight legs. They eat insects.", "science", (3,), "S"
    )
    task = LADDER.read("3 + 5", None)
    talked = LADDER.read("tell me about spiders and their webs please", task)
    lesson = Lesson(AgeBand.OLDER, 4, passages=(passage,), task=talked)
    reply = TUTOR.answer(ChatRequest("", (Utterance("user", "tell me about spiders and their webs please"),), lesson))
    assert "eight" not in reply
    assert "webs" in reply


def test_answers_in_the_table_are_what_they_say() -> None:
    checks = {"7x8": 56, "12 x 12": 144, "23 x 14": 322, "27 rows with 16": 27 * 16}
    for part, value in checks.items():
        row = next(row for row in EXERCISES if part in row[0])
        assert Fraction(row[1]) == value


@pytest.mark.parametrize("text", ["tell me a story", "how do you spell because", "who made you", "write my essay"])
def test_where_only_approved_words_are_wanted_it_says_nothing_else(text: str) -> None:
    said = TUTOR.answer(ChatRequest("", (Utterance("user", text),), Lesson(AgeBand.OLDER, 4, approved_only=True)))
    assert "not in this tutor's library" in said


def test_where_only_approved_words_are_wanted_passages_and_exercises_go_on() -> None:
    question = "what is photosynthesis"
    passages = tuple(LIBRARY.retrieve(question, grade=4))
    lesson = Lesson(AgeBand.OLDER, 4, passages=passages, approved_only=True)
    assert passages[0].title in TUTOR.answer(ChatRequest("", (Utterance("user", question),), lesson))
    task = LADDER.read("what is 7 x 8", None)
    hinted = TUTOR.answer(
        ChatRequest("", (Utterance("user", "what is 7 x 8"),), Lesson(AgeBand.OLDER, 4, task=task, approved_only=True))
    )
    assert hinted.endswith("?")
    assert "library" not in hinted
