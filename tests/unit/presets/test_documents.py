"""Policies as documents: read, written back the same, and every mistake named with its line and its mend."""

import pytest

from studybuddy_core.domain.errors import ConfigError, PolicyError
from studybuddy_core.domain.messages import AgeBand, Stage
from studybuddy_core.domain.policies import Notify, Reply
from studybuddy_core.presets.documents import policy_to_yaml, read_policy
from studybuddy_core.presets.seeds import preset_names, preset_policy, preset_text

SMALL = """\
policy: small
labels:
  harm.violence: {protect: 0.5, alert: 0.8, relaxed: 0.9, input: {reply: redirect, script: not_here}}
  wellbeing.abuse: {protect: 0.5, alert: 0.4, call: alert, input: {reply: support, script: support_abuse}}
bands:
  6-8:
    harm.violence: {protect: 0.4, alert: never, input: {reply: redirect, script: not_here}}
rules:
  - name: both
    stage: input
    when_all: {harm.violence: 0.3, toxicity.threat: 0.25}
    then: {reply: redirect, script: not_here, notify: review}
    why: Two weak signs together.
optional:
  toxicity.threat: only used together with another
"""


def test_a_document_says_what_it_means() -> None:
    policy = read_policy(SMALL)
    rule = policy.label_rule("harm.violence")
    assert rule is not None
    assert (rule.protect, rule.alert, rule.relaxed) == (5_000, 8_000, 9_000)
    assert rule.replies == {Stage.INPUT: Reply.REDIRECT}
    assert rule.script_at(Stage.INPUT) == "not_here"
    assert policy.bands[AgeBand.YOUNGER][0].alert is None
    assert policy.rules[0].then.notify is Notify.REVIEW
    assert policy.optional == {"toxicity.threat": "only used together with another"}
    assert policy.on_missing.reply is Reply.WITHHOLD


@pytest.mark.parametrize("name", ["strict", "balanced", "research"])
def test_written_and_read_again_it_is_the_same_policy(name: str) -> None:
    policy = preset_policy(name)
    assert read_policy(policy_to_yaml(policy)).id == policy.id


def test_the_small_one_too() -> None:
    assert read_policy(policy_to_yaml(read_policy(SMALL))).id == read_policy(SMALL).id


MISTAKES = [
    ("harm.violence: {protect: 0.5", "harm.vilence: {protect: 0.5", 3, "did you mean harm.violence"),
    ("protect: 0.5, alert: 0.8", "protect: 5, alert: 0.8", 3, "from 0 to 1"),
    ("protect: 0.5, alert: 0.8", "protect: yes, alert: 0.8", 3, "from 0 to 1"),
    ("protect: 0.5, alert: 0.8", "protct: 0.5, alert: 0.8", 3, "did you mean protect"),
    ("relaxed: 0.9", "relaxed: 0.2", 3, "stricter when relaxed"),
    ("{reply: redirect, script: not_here}}\n  w", "{reply: redirekt, script: x}}\n  w", 3, "did you mean redirect"),
    ("reply: redirect, script: not_here}}\n  well", "reply: redirect}}\n  well", 3, "has no script"),
    ("reply: redirect, script: not_here}}\n  well", "reply: support, script: x}}\n  well", 3, "can't give support"),
    ("input: {reply: support", "output: {reply: support", 4, "can't be judged at output"),
    ("alert: 0.4, call: alert", "alert: 0.6, call: alert", 4, "before an adult hears"),
    ("alert: 0.4, call: alert", "alert: never, call: alert", 4, "before an adult hears"),
    ("alert: 0.4, call: alert", "alert: 0.4", 4, "reach an adult at once"),
    ("call: alert,", "call: alert, relaxed: 0.9,", 4, "can never be relaxed"),
    ("  6-8:", "  5-6:", 6, "no younger age band"),
    ("stage: input", "stage: inputs", 10, "did you mean input"),
    ("toxicity.threat: 0.25", "toxicity.threat: never", 11, "has no number"),
    ("when_all: {harm.violence: 0.3, toxicity.threat: 0.25}", "when_all: {}", 9, "always fire"),
    ("{reply: redirect, script: not_here, notify: review}", "{reply: support, script: x}", 9, "adult knowing"),
    ("only used together with another", '""', 15, "without a reason"),
    ("policy: small", "policy: small\non_missing: {reply: deliver, script: x}", 2, "let the text through"),
    ("policy: small", "policy: small\npolicy: again", 2, "stands here twice"),
    ("policy: small", "polcy: small", 1, "did you mean policy"),
    ("policy: small", "policy: &a small\nsummary: *a", 2, "aliases"),
    ("policy: small", "policy: [small", 2, "not YAML"),
]


@pytest.mark.parametrize(("old", "new", "line", "says"), MISTAKES)
def test_a_mistake_is_named_with_its_line_and_mend(old: str, new: str, line: int, says: str) -> None:
    assert old in SMALL
    with pytest.raises(PolicyError) as caught:
        read_policy(SMALL.replace(old, new, 1), "mine.yaml")
    told = caught.value.problems
    assert any(says in problem and " — " in problem for problem in told), told
    assert any(problem.startswith(f"mine.yaml line {line}:") for problem in told), told


GREY = SMALL.replace("alert: 0.8, relaxed", "alert: 0.8, grey: 0.3, relaxed")
GREY_MISTAKES = [
    ("grey: 0.3", "grey: 0.6", 3, "set grey to protect or lower"),
    ("grey: 0.3", "grey: 3", 3, "from 0 to 1"),
    ("grey: 0.3", "gray: 0.3", 3, "did you mean grey"),
    ("protect: 0.5, alert: 0.8", "protect: never, alert: 0.8", 3, "no protect line above it"),
    ("{reply: redirect, script: not_here}}\n  w", "{reply: deliver}}\n  w", 3, "no doubt about it matters"),
    ("labels:", "labels:\n  learning.ghostwriting: {protect: 0.5, grey: 0.3, input: {reply: redirect, script: x}}", 3,
     "nothing that a judge can be asked about"),
    ("labels:", "labels:\n  judge.absent: {protect: 0.5, input: {reply: redirect, script: x}}", 3,
     "use it in a rule, beside a label"),
    ("toxicity.threat: only", "judge.absent: slow\n  toxicity.threat: only", 15, "can't be optional"),
    ("when_all: {harm.violence: 0.3, toxicity.threat: 0.25}", "when_all: {judge.absent: 0.5}", 9, "about nothing"),
    ("toxicity.threat: 0.25", "judge.absent: 0", 9, "always holds"),
    ("when_all: {harm.violence: 0.3, toxicity.threat: 0.25}\n    then: {reply: redirect, script: not_here",
     "when_all: {learning.uncovered: 0.5}\n    then: {reply: support, script: not_here", 9, "can't give support"),
]  # fmt: skip


def test_a_grey_line_is_read_and_written_back() -> None:
    policy = read_policy(GREY)
    rule = policy.label_rule("harm.violence")
    assert rule is not None
    assert rule.grey == 3_000
    assert read_policy(policy_to_yaml(policy)).id == policy.id
    assert policy.id != read_policy(SMALL).id


def test_a_policy_without_grey_lines_keeps_the_name_it_had_before_there_were_any() -> None:
    assert read_policy(SMALL).id == "pol_95e374fad673668917ad"


@pytest.mark.parametrize(("old", "new", "line", "says"), GREY_MISTAKES)
def test_a_mistake_about_doubt_is_named_with_its_line_and_mend(old: str, new: str, line: int, says: str) -> None:
    assert old in GREY
    with pytest.raises(PolicyError) as caught:
        read_policy(GREY.replace(old, new, 1), "mine.yaml")
    told = caught.value.problems
    assert any(says in problem and problem.startswith(f"mine.yaml line {line}:") for problem in told), told


def test_a_rule_may_ask_for_a_judge() -> None:
    text = SMALL.replace("toxicity.threat: 0.25}", "judge.absent: 0.5}")
    (rule,) = read_policy(text).rules
    assert [condition.label for condition in rule.when_all] == ["harm.violence", "judge.absent"]


def test_all_mistakes_are_named_at_once() -> None:
    with pytest.raises(PolicyError) as caught:
        read_policy(SMALL.replace("0.8", "8").replace("0.25", "25").replace("6-8", "1-2"))
    assert len(caught.value.problems) == 3


@pytest.mark.parametrize("text", ["", "- a\n- b", "just words", "\x00", "a: b: c", "[" * 5_000, "x: " + "a" * 600_000])
def test_what_is_no_policy_is_refused_with_a_reason(text: str) -> None:
    with pytest.raises(PolicyError) as caught:
        read_policy(text)
    assert caught.value.problems


@pytest.mark.parametrize("text", ["[" * 50, "- " * 50, "{a: " * 60_000, "[[1]," * 60_000])
def test_what_is_nested_far_too_deep_is_refused_before_it_is_read(text: str) -> None:
    with pytest.raises(PolicyError, match="more than 40 deep"):
        read_policy(text)


def test_an_unknown_preset_names_those_there_are() -> None:
    assert preset_names() == ("balanced", "research", "strict")
    with pytest.raises(ConfigError, match="balanced, research, strict"):
        preset_policy("mild")
    assert preset_text("strict").startswith("#")
