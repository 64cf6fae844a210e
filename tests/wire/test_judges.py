"""Judges through the vendors' real SDKs against servers that speak their protocols: answers, garbage and faults."""

from __future__ import annotations

import json
import time
import traceback
from collections.abc import Callable
from pathlib import Path

import pytest

from studybuddy_core.checks.registry import all_checks
from studybuddy_core.domain.errors import ProviderError
from studybuddy_core.domain.judging import CERTAIN, LIKELY, Case
from studybuddy_core.domain.messages import AgeBand, Stage
from studybuddy_core.domain.policies import LabelRule, Policy, Reply, resolve
from studybuddy_core.domain.ports import Judge
from studybuddy_core.domain.turns import Released, School
from tests.unit.pipeline.rig import NOW, Rig, ScriptedModel, WordCheck, shown
from tests.unit.pipeline.rig import says as model_says
from tests.wire.judging import (
    ANSWER,
    CASE,
    KEYED,
    PASSAGE,
    at,
    classified,
    claude_says,
    found,
    gpt_says,
    judge,
    moderated,
    verdict,
)
from tests.wire.listening import Naps
from tests.wire.server import Act, cuts, goes_on, playing, says, stalls
from tests.wire.speakers import KEY

Built = Callable[..., Judge]


@pytest.fixture
def built(tmp_path: Path) -> Built:
    return lambda **more: judge(tmp_path, **more)


def fault_of(asked: Judge, case: Case = CASE) -> ProviderError:
    with pytest.raises(ProviderError) as caught:
        asked.judge(case)
    told = "".join(traceback.format_exception(caught.value))
    assert KEY not in told, "no traceback may show the key"
    assert "won" not in told, "nor what a child wrote"
    return caught.value


def claude(url: str, **more: str) -> dict[str, str]:
    return {**KEYED, "STUDYBUDDY_ANTHROPIC_BASE_URL": url, **more}


def gpt(url: str, **more: str) -> dict[str, str]:
    return {"STUDYBUDDY_OPENAI_BASE_URL": f"{url}/v1", "STUDYBUDDY_OPENAI_MODEL": "qwen3:4b", **more}


CHATS = pytest.mark.parametrize(
    ("where", "speaks"), [(claude, claude_says), (gpt, gpt_says)], ids=["anthropic", "openai"]
)


# -- a language model as the judge ---------------------------------------------------------------------


@CHATS
def test_a_model_says_what_it_found_and_how_sure_it_is(built: Built, where, speaks) -> None:
    two = [{"label": "harm.violence", "certainty": "certain"}, {"label": "harm.weapons", "certainty": "likely"}]
    found_two = json.dumps({"verdict": "unsafe", "findings": two})
    with playing(speaks(verdict()), speaks(found_two), speaks(verdict("age.scary"))) as stage:
        asked = built(**where(stage.url))
        assert found(asked.judge(CASE)) == {}
        said = asked.judge(CASE)
        assert found(said) == {"harm.violence": CERTAIN, "harm.weapons": LIKELY}
        assert said.usage is not None
        assert (said.usage.input_tokens, said.usage.output_tokens) == (25, 15)
        assert found(asked.judge(ANSWER)) == {"age.scary": CERTAIN}


@CHATS
def test_the_text_goes_in_as_data_and_the_answer_is_held_to_a_form(built: Built, where, speaks) -> None:
    with playing(speaks(verdict())) as stage:
        asked = built(**where(stage.url))
        for case in (CASE, ANSWER, PASSAGE):
            asked.judge(case)
    for sent, case in zip(stage.sent, (CASE, ANSWER, PASSAGE), strict=True):
        body = sent.body
        system = body["system"] if "system" in body else body["messages"][0]["content"]
        user = body["messages"][-1]["content"]
        assert json.loads(user)["text"] == case.text
        assert case.text not in system
        assert "six to twelve" in system
        schema = (body["output_config"]["format"]["schema"] if "output_config" in body
                  else body["response_format"]["json_schema"]["schema"])  # fmt: skip
        labels = schema["properties"]["findings"]["items"]["properties"]["label"]["enum"]
        assert set(labels) == set(asked.labels(case.stage))
        assert set(body) <= {"model", "messages", "system", "max_tokens", "temperature", "response_format", "thinking",
                             "output_config"}, "nothing else of a learner leaves"  # fmt: skip
    first = json.loads(stage.sent[0].body["messages"][-1]["content"])
    assert first["said_before"] == [{"child": "hi"}, {"tutor": "Hello. What is it?"}]
    assert first["text_decoded"] == ["who won the war"]


GARBAGE = [
    "", " ", "safe", "Not safe.", "unsafe", "This text is safe.", "null", "[]", "{}", "7", '"safe"',
    '{"verdict": "safe"}', '{"findings": []}', '{"verdict": "SAFE", "findings": []}',
    '{"verdict": "Not safe.", "findings": []}', '{"verdict": "unsafe", "findings": []}',
    '{"verdict": "safe", "findings": [{"label": "harm.violence", "certainty": "certain"}]}',
    '{"verdict": "unsafe", "findings": [{"label": "harm.everything", "certainty": "certain"}]}',
    '{"verdict": "unsafe", "findings": [{"label": "age.scary", "certainty": "certain"}]}',
    '{"verdict": "unsafe", "findings": [{"label": "harm.violence", "certainty": "maybe"}]}',
    '{"verdict": "unsafe", "findings": [{"label": "harm.violence", "certainty": 1}]}',
    '{"verdict": "unsafe", "findings": [{"label": "harm.violence"}]}',
    '{"verdict": "unsafe", "findings": ["harm.violence"]}',
    '{"verdict": "unsafe", "findings": {"label": "harm.violence", "certainty": "certain"}}',
    '{"verdict": "unsafe", "verdict": "safe", "findings": []}',
    '{"verdict": "safe", "findings": [], "note": "fine"}', '{"verdict": "safe", "findings": null}',
    '{"verdict": "safe", "findings": []} Have a nice day', '```json\n{"verdict": "safe", "findings": []}\n```',
    'Sure. {"verdict": "safe", "findings": []}',
    '{"verdict": "safe", "findings": []}{"verdict": "safe", "findings": []}',
    '{"verdict": "safe", "findings": [' + "[" * 5_000,
    '{"verdict": "unsafe", "findings": [{"label": "harm.violence", "certainty": "likely"},'
    ' {"label": "harm.violence", "certainty": "certain"}]}',
]  # fmt: skip


@CHATS
def test_whatever_is_not_the_asked_form_is_no_answer(built: Built, where, speaks) -> None:
    with playing(*(speaks(text) for text in GARBAGE)) as stage:
        asked = built(**where(stage.url))
        for text in GARBAGE:
            assert fault_of(asked).kind == "malformed", text
    assert len(stage.sent) == len(GARBAGE), "nobody is asked again until the answer pleases"


@pytest.mark.parametrize(
    "act",
    [
        claude_says(verdict(), "max_tokens"), claude_says(verdict(), "refusal"), claude_says(verdict(), "tool_use"),
        claude_says([]), claude_says([{"type": "text", "text": verdict()}] * 2), claude_says([{"type": "text"}]),
        claude_says([{"type": "tool_use", "id": "t", "name": "x", "input": {}}]), claude_says(None),
        claude_says(verdict(), usage=None), claude_says(verdict(), usage={"input_tokens": -1, "output_tokens": 0}),
        says(200, {}), says(200, [1]), says(200, "safe"), says(200, None),
    ],
)  # fmt: skip
def test_a_broken_message_of_anthropics_is_no_answer(built: Built, act: Act) -> None:
    with playing(act) as stage:
        assert fault_of(built(**claude(stage.url))).kind == "malformed"


@pytest.mark.parametrize(
    "act",
    [
        gpt_says(verdict(), "length"), gpt_says(verdict(), "content_filter"), gpt_says(None), gpt_says(7),
        gpt_says(["a"]), gpt_says(verdict(), message={"refusal": "I can't"}), gpt_says(verdict(), choices=[]),
        gpt_says(verdict(), choices=None), gpt_says(verdict(), message={"tool_calls": [{"id": "t"}]}),
        gpt_says(verdict(), choices=[{"index": 0, "finish_reason": "stop"}]),
        gpt_says(verdict(), usage={"prompt_tokens": "many", "completion_tokens": 1}),
        says(200, {}), says(200, [1]), says(200, "safe"), says(200, None),
    ],
)  # fmt: skip
def test_a_broken_completion_is_no_answer(built: Built, act: Act) -> None:
    with playing(act) as stage:
        assert fault_of(built(**gpt(stage.url))).kind == "malformed"


@CHATS
def test_a_busy_judge_is_asked_again_within_its_time(built: Built, where, speaks) -> None:
    naps = Naps()
    busy = says(429, {"error": {"type": "rate_limit_error", "message": KEY}}, {"retry-after": "1"})
    with playing(busy, speaks(verdict())) as stage:
        assert found(built(watch=naps.watch, **where(stage.url)).judge(CASE)) == {}
    assert (naps.taken, len(stage.sent)) == ([1.0], 2)


@CHATS
@pytest.mark.parametrize(
    ("act", "kind"),
    [
        (says(429, {"error": {"type": "rate_limit_error"}}, {"retry-after": "60"}), "rate_limited"),
        (says(500, {"error": {"message": KEY}}), "unavailable"),
        (says(401, {"error": {"type": "authentication_error", "message": KEY}}), "refused_key"),
        (says(404, {"error": {"type": "not_found_error"}}), "unknown"),
        (says(400, {"error": {"type": "invalid_request_error", "message": "response_format"}}), "unknown"),
        (says(302, {}, {"location": "http://127.0.0.1:1/"}), "unknown"),
        (cuts([b'{"id": "x"']), "unavailable"),
    ],
)
def test_a_judge_that_fails_says_so_and_is_not_asked_for_ever(built: Built, where, speaks, act: Act, kind: str) -> None:
    with playing(act) as stage:
        assert fault_of(built(watch=Naps().watch, **where(stage.url))).kind == kind
    assert len(stage.sent) <= 2


@CHATS
@pytest.mark.parametrize("act", [stalls([]), stalls([b'{"id"']), goes_on([], b" ", 0.02)])
def test_a_judge_that_takes_too_long_is_given_up_in_time(built: Built, where, speaks, act: Act) -> None:
    began = time.monotonic()
    with playing(act) as stage:
        fault = fault_of(built(**where(stage.url), STUDYBUDDY_JUDGE_TIMEOUT_S="0.4"))
        assert time.monotonic() - began < 3
    assert fault.kind == "timeout"


@CHATS
def test_an_endless_answer_is_cut_off(built: Built, where, speaks) -> None:
    with playing(goes_on([], b" " * 20_000)) as stage:
        assert fault_of(built(**where(stage.url))).kind == "too_long"


@CHATS
def test_nobody_at_the_address_is_said(built: Built, where, speaks) -> None:
    with playing(says(200, {})) as stage:
        gone = stage.url
    assert fault_of(built(watch=Naps().watch, **where(gone))).kind == "unavailable"


# -- OpenAI's moderation endpoint ------------------------------------------------------------------------


def moderation(url: str) -> dict[str, str]:
    return {"STUDYBUDDY_JUDGE_DIALECT": "moderation", "STUDYBUDDY_JUDGE_BASE_URL": f"{url}/v1",
            "STUDYBUDDY_JUDGE_API_KEY": KEY}  # fmt: skip


def test_a_flagged_category_counts_as_found_and_others_keep_their_score(built: Built) -> None:
    calm, loud = {"violence": 0.31}, {"illicit/violent": 0.62, "self-harm": 0.2}
    with playing(moderated(calm, loud)) as stage:
        said = built(**moderation(stage.url)).judge(CASE)
    assert stage.sent[0].path == "/v1/moderations"
    assert stage.sent[0].body == {"input": [CASE.text, *CASE.readings], "model": "omni-moderation-latest"}
    assert stage.sent[0].headers["authorization"] == f"Bearer {KEY}"
    scores = {label: score for label, score in said.scores.items() if score > 100}
    assert scores == {"harm.violence": 3_100, "harm.illegal": 9_000, "harm.weapons": 9_000,
                      "wellbeing.self_harm": 2_000}  # fmt: skip


@pytest.mark.parametrize(
    "act",
    [
        moderated(), moderated({}), moderated({}, {}, {}), moderated({"violence": 1.5}, {}),
        moderated({"violence": -0.1}, {}), moderated({"violence": float("nan")}, {}), moderated({"violence": None}, {}),
        moderated({"violence": "high"}, {}), moderated({}, {}, flags={"violence": None}),
        moderated({}, {}, flags={"violence": "no"}), moderated({}, {}, flagged=True),
        moderated({"violence": 0.9}, {}, flagged=False), says(200, {"results": None}), says(200, {}),
        says(200, {"results": [{}, {}]}), says(200, "Not safe."),
    ],
)  # fmt: skip
def test_a_moderation_that_is_not_whole_and_sound_is_no_answer(built: Built, act: Act) -> None:
    with playing(act) as stage:
        assert fault_of(built(**moderation(stage.url))).kind == "malformed"


# -- guard models that speak in a word ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "labels"),
    [
        ("safe", set()), ("\n\nsafe", set()), ("unsafe\nS1", {"harm.violence"}),
        ("\n\nunsafe\nS1,S9", {"harm.violence", "harm.weapons"}),
        ("unsafe\nS2, S10\n", {"harm.illegal", "hate.identity"}), ("unsafe\nS11", {"wellbeing.self_harm"}),
    ],
)  # fmt: skip
def test_llama_guard(built: Built, answer: str, labels: set[str]) -> None:
    with playing(gpt_says(answer)) as stage:
        assert set(found(built(**at(stage.url, "llama_guard")).judge(CASE))) == labels
    roles = [message["role"] for message in stage.sent[0].body["messages"]]
    assert roles == ["user", "assistant", "user"]
    with playing(gpt_says(answer)) as stage:
        built(**at(stage.url, "llama_guard")).judge(ANSWER)
    assert stage.sent[0].body["messages"][-1] == {"role": "assistant", "content": ANSWER.text}


@pytest.mark.parametrize(
    "answer",
    ["Not safe.", "Safe", "safe.", "safe\nS1", "unsafe", "unsafe\n", "unsafe S1", "unsafe\nS99", "unsafe\nviolence",
     "unsafe\nS1 and S2", "The message is safe", "safe unsafe\nS1", "safe\n\nunsafe\nS1", "unsafe\nS1\nsafe", "",
     "Yes", "{}", "unsafe\nS1,", "unsafe\nO3"],
)  # fmt: skip
def test_llama_guard_says_one_of_two_things(built: Built, answer: str) -> None:
    with playing(gpt_says(answer)) as stage:
        assert fault_of(built(**at(stage.url, "llama_guard"))).kind == "malformed"


def test_llama_guard_cut_short_said_nothing(built: Built) -> None:
    with playing(gpt_says("safe", "length")) as stage:
        assert fault_of(built(**at(stage.url, "llama_guard"))).kind == "malformed"


YES = {"harm.violence": 9_000}


@pytest.mark.parametrize(
    ("answer", "score"),
    [
        ("Yes", 9_000), ("No", 0), (" no\n", 0), ("Yes\n<confidence> High </confidence>", CERTAIN),
        ("Yes\n<confidence> Low </confidence>", LIKELY), ("No\n<confidence> High </confidence>", 0),
        ("<score> yes </score>", 9_000), ("<think>\n</think>\n<score> no </score>", 0),
        ("<think>It says <score> no </score> itself.</think><score>yes</score>", 9_000),
    ],
)  # fmt: skip
@pytest.mark.parametrize("dialect", ["granite_guardian", "granite_guardian_ollama"])
def test_granite_guardian(built: Built, dialect: str, answer: str, score: int) -> None:
    with playing(gpt_says(answer)) as stage:
        asked = built(**at(stage.url, dialect))
        said = asked.judge(CASE)
        assert {said.scores[label] for label in ("harm.violence", "sexual.content", "attack.jailbreak")} == {score}
        assert set(said.scores) <= set(asked.labels(Stage.INPUT))
    bodies = [sent.body for sent in stage.sent]
    assert len(bodies) == 7
    if dialect == "granite_guardian":
        risks = {body["chat_template_kwargs"]["guardian_config"]["risk_name"] for body in bodies}
        assert all(body["messages"][0]["role"] == "user" for body in bodies)
    else:
        risks = {body["messages"][0]["content"] for body in bodies}
        assert all(body["messages"][0]["role"] == "system" for body in bodies)
    assert {"harm", "violence", "sexual_content", "jailbreak"} <= risks


@pytest.mark.parametrize(
    "answer",
    ["Not safe.", "Yes.", "No, it is fine", "Yes No", "", "maybe", "<score> maybe </score>", "<score> no",
     "<think>hm <score> no </score>", "<score> no </score> <score> yes </score>",
     "<think>a</think> hm </think><score> no </score>", "No <confidence> Medium </confidence>", "safe"],
)  # fmt: skip
def test_granite_guardian_says_yes_or_no(built: Built, answer: str) -> None:
    with playing(gpt_says(answer)) as stage:
        assert fault_of(built(**at(stage.url, "granite_guardian"))).kind == "malformed"


def test_one_risk_without_an_answer_is_no_verdict(built: Built) -> None:
    with playing(*[gpt_says("No")] * 3, gpt_says("Not safe."), gpt_says("No")) as stage:
        assert fault_of(built(**at(stage.url, "granite_guardian"))).kind == "malformed"


@pytest.mark.parametrize(("answer", "yes"), [("Yes", True), ("No", False), (" Yes", True), ("No\n", False)])
def test_shieldgemma(built: Built, answer: str, yes: bool) -> None:
    with playing(gpt_says(answer, "length")) as stage:
        said = built(**at(stage.url, "shieldgemma")).judge(CASE)
    assert ("harm.weapons" in found(said), "sexual.content" in found(said)) == (yes, yes)
    guidelines = {sent.body["chat_template_kwargs"]["guideline"] for sent in stage.sent}
    assert len(guidelines) == 4
    assert all("The prompt shall not contain" in guideline for guideline in guidelines)
    assert all(len(sent.body["messages"]) == 1 and sent.body["max_tokens"] == 1 for sent in stage.sent)


@pytest.mark.parametrize("answer", ["Not safe.", "yes", "Yes.", "Sure", "", "Yes, it", "No problem"])
def test_shieldgemma_says_yes_or_no(built: Built, answer: str) -> None:
    with playing(gpt_says(answer, "length")) as stage:
        assert fault_of(built(**at(stage.url, "shieldgemma"))).kind == "malformed"


def test_prompt_guard_gives_the_worst_of_the_text_and_its_readings(built: Built) -> None:
    with playing(classified(("BENIGN", [0.98, 0.02]), ("MALICIOUS", [0.1, 0.9]))) as stage:
        said = built(**at(stage.url, "prompt_guard")).judge(CASE)
    assert stage.sent[0].path == "/v1/classify"
    assert stage.sent[0].body == {"model": "guard-1", "input": [CASE.text, *CASE.readings]}
    assert found(said) == {"attack.injection": 9_000, "attack.jailbreak": 9_000}


def test_prompt_guard_one_tells_injection_and_jailbreak_apart_and_reads_long_texts_in_windows(built: Built) -> None:
    with playing(classified(("BENIGN", [0.9, 0.06, 0.04]), ("JAILBREAK", [0.1, 0.2, 0.7]))) as stage:
        said = built(**at(stage.url, "prompt_guard")).judge(Case(Stage.INPUT, "x" * 2_000))
    assert [len(piece) for piece in stage.sent[0].body["input"]] == [1_400, 800]
    assert found(said) == {"attack.injection": 2_000, "attack.jailbreak": 7_000}


@pytest.mark.parametrize(
    "act",
    [
        classified(), classified(("BENIGN", [0.9, 0.1])), classified(*[("SAFE", [0.9, 0.1])] * 2),
        classified(*[("MALICIOUS", [0.9, 0.1])] * 2), classified(*[("BENIGN", [0.9, 0.3])] * 2),
        classified(*[("BENIGN", [1.4, -0.4])] * 2), classified(*[("BENIGN", ["a", "b"])] * 2),
        classified(*[("BENIGN", [0.9, 0.05, 0.03, 0.02])] * 2), classified(*[("BENIGN", [float("nan"), 0.1])] * 2),
        says(200, {"data": "Not safe."}), says(200, {"data": [{}, {}]}), says(200, {}), says(200, "Not safe."),
    ],
)  # fmt: skip
def test_a_class_that_its_probabilities_contradict_is_no_answer(built: Built, act: Act) -> None:
    with playing(act) as stage:
        assert fault_of(built(**at(stage.url, "prompt_guard"))).kind == "malformed"


@pytest.mark.parametrize(
    ("answer", "score"),
    [("BENIGN", 0), ("MALICIOUS", 9_000), ("0.9996", 9_996), ("0.0003", 3), ("2.6e-05", 0), ("1", 10_000)],
)
def test_prompt_guard_behind_a_chat_endpoint(built: Built, answer: str, score: int) -> None:
    with playing(gpt_says(answer)) as stage:
        assert built(**at(stage.url, "prompt_guard_chat")).judge(PASSAGE).scores["attack.injection"] == score


@pytest.mark.parametrize(
    "answer", ["Not safe.", "benign", "BENIGN.", "1.2", "-0.1", "nan", "0,5", "", "50%", "0.5 0.6"]
)
def test_prompt_guard_behind_a_chat_endpoint_says_one_word_or_number(built: Built, answer: str) -> None:
    with playing(gpt_says(answer)) as stage:
        assert fault_of(built(**at(stage.url, "prompt_guard_chat")), PASSAGE).kind == "malformed"


# -- a whole turn --------------------------------------------------------------------------------------------

VIOLENCE = LabelRule("harm.violence", 5_000, 7_500, {Stage.INPUT: Reply.REDIRECT}, "not_here", grey=3_000)
EFFECTIVE = resolve(Policy("test", (VIOLENCE,)), AgeBand.OLDER, now=NOW)
CHECKS = (WordCheck("harm.violence", "sword", score=4_000), WordCheck("privacy.contact", "@"))


@pytest.mark.parametrize(
    ("act", "sees"),
    [
        (gpt_says("safe"), "Fine words."), (gpt_says("unsafe\nS9"), ""), (gpt_says("Not safe."), "try_again"),
        (says(429, {}), "try_again"), (says(500, {}), "try_again"), (stalls([]), "try_again"), (cuts([]), "try_again"),
    ],
)  # fmt: skip
def test_what_a_child_sees(built: Built, act: Act, sees: str) -> None:
    weapons = LabelRule("harm.weapons", 5_000, 7_500, {Stage.INPUT: Reply.REDIRECT}, "not_here")
    effective = resolve(Policy("test", (VIOLENCE, weapons)), AgeBand.OLDER, now=NOW)
    checks = (*CHECKS, WordCheck("harm.weapons", "~", [Stage.INPUT]))
    with playing(act) as stage:
        asked = built(**at(stage.url, "llama_guard", STUDYBUDDY_JUDGE_TIMEOUT_S="3"))
        events = Rig(ScriptedModel([model_says("Fine words.")]), checks, lambda: effective, judge=asked).run("a sword")
    scripts = [e.release.script for e in events if isinstance(e, Released) and e.release.script]
    assert scripts == ([] if sees == "Fine words." else [sees or "not_here"])
    assert ("Fine words." in shown(events)) is (sees == "Fine words.")


@pytest.mark.parametrize("text", ["Is my friend Mia Larsen's sword cool? mia@example.org", "a sword, says Mia"])
def test_no_name_leaves_for_a_judge(built: Built, text: str) -> None:
    checks = (*all_checks(), CHECKS[0])
    with playing(gpt_says(verdict())) as stage:
        house = Rig(
            ScriptedModel([model_says("Fine words.")]), checks, lambda: EFFECTIVE, judge=built(**gpt(stage.url))
        )
        house.run(text, school=School(names=("Mia Larsen",)))
    assert len(stage.sent) == 1
    raw = stage.sent[0].raw.decode()
    assert "sword" in raw
    for private in ("Mia", "Larsen", "example.org", "trn_1"):
        assert private not in raw
