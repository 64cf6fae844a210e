"""Why a pattern can't be used: the mend fits the fault."""

import pytest

from studybuddy_core.checks.lexicon import THEIRS, refusal
from studybuddy_core.checks.refusals import has_empty_choice, mend, of_no_use
from studybuddy_core.checks.rules import matches_nothing_at_all, read_rules
from studybuddy_core.domain.errors import PolicyError


@pytest.mark.parametrize(
    ("pattern", "says"),
    [
        ("(?=crime)", "look-around"),
        ("(?<!war )crime", "look-around"),
        (r"(crime) \1", "back-references"),
        ("a{1001}", "up to 1,000 times"),
        ("(a{100}){50}", "multiplied"),
        ("a{5,2}", "smaller number"),
        (r"(\pL{1,300}){1,3}", "grows too large"),
        ("(crime", "every bracket"),
        ("crime)", "every bracket"),
        ("[crime", "[ ] must close"),
        ("*crime", "before a sign of repetition"),
        ("crime**", "one sign is enough"),
        ("[z-a]", "in their order"),
        (r"\Zcrime", "does not know this escape"),
    ],
)
def test_what_re2_refuses_is_told_with_what_mends_it(pattern: str, says: str) -> None:
    reason = refusal(pattern, THEIRS)
    assert reason
    assert says in mend(reason), reason
    if says != "look-around":
        assert "look-around" not in mend(reason)


@pytest.mark.parametrize("pattern", ["crime|", "|crime", "(crime|)", "(?:|crime)", "a||b", "(?P<x>crime|)"])
def test_an_empty_choice_is_called_one(pattern: str) -> None:
    assert has_empty_choice(pattern)
    assert "empty choice" in of_no_use(pattern)[0]


@pytest.mark.parametrize("pattern", [".*", "x?", r"\d*", r"(?:crime)?", r"[|]*", r"(?:\|)?"])
def test_what_may_be_missing_altogether_is_not_called_an_empty_choice(pattern: str) -> None:
    assert matches_nothing_at_all(pattern)
    wrong, mended = of_no_use(pattern)
    assert "no word at all" in wrong
    assert "choice" not in wrong + mended


def test_a_school_reads_the_mend_when_it_saves_a_rule() -> None:
    for pattern, says in (("'.*'", "no word at all"), ("'crime|'", "empty choice"), ("'a{1001}'", "1,000 times")):
        with pytest.raises(PolicyError) as caught:
            read_rules(f"rules:\n  - id: one\n    pattern: {pattern}\n    why: because\n")
        assert says in "".join(caught.value.problems)
