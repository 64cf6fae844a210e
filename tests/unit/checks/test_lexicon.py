"""The engine under the lexicons: graded sums, excuses, places, and no pattern that RE2 can't hold."""

import pytest

from studybuddy_core.checks.lexicon import Cue, Let, Lexicon, PatternSet, Softener, compile_pattern, windows
from studybuddy_core.checks.registry import all_checks
from studybuddy_core.domain.errors import ConfigError
from studybuddy_core.domain.messages import Stage, TurnView
from studybuddy_core.domain.signals import Finding

LABEL = "harm.violence"
SLOTS = {"ask": r"\bhow do i\b", "act": r"\bzap\b", "who": r"\b(?:him|it)\b"}


def lexicon(*cues: Cue, lets: tuple[Let, ...] = (), softeners: tuple[Softener, ...] = ()) -> Lexicon:
    return Lexicon(cues, SLOTS, lets, softeners)


def found(lex: Lexicon, text: str) -> Finding | None:
    return next(iter(lex.findings(TurnView(Stage.INPUT, text))), None)


def test_weak_signs_sum() -> None:
    lex = lexicon(Cue("a", LABEL, 0.4, r"\bred\b"), Cue("b", LABEL, 0.5, r"\bblue\b"))
    one, both = found(lex, "red"), found(lex, "red and blue")
    assert one is not None
    assert both is not None
    assert (one.score, both.score) == (4_000, 7_000)
    assert both.note == "a, b"


def test_slots_stand_in_order_close_and_in_one_sentence() -> None:
    lex = lexicon(Cue("c", LABEL, 0.8, near=("ask", "act", "who"), within=20))
    hit = found(lex, "So how do I really zap him?")
    assert hit is not None
    assert [tuple(s) for s in hit.spans] == [(3, 26)]
    assert found(lex, "zap him, how do i") is None
    assert found(lex, "How do I start? Zap him") is None
    assert found(lex, "how do i " + "x " * 30 + "zap him") is None


def test_a_look_alike_excuses_only_what_it_touches() -> None:
    lex = lexicon(Cue("z", LABEL, 0.8, r"\bzap\b"), lets=(Let(r"\bzap the popcorn\b"),))
    assert found(lex, "zap the popcorn") is None
    hit = found(lex, "zap the popcorn and zap him")
    assert hit is not None
    assert len(hit.spans) == 1


def test_surroundings_soften() -> None:
    lex = lexicon(Cue("z", LABEL, 0.8, r"\bzap\b"), softeners=(Softener(r"\bin the game\b", 0.5),))
    soft = found(lex, "zap him in the game")
    assert soft is not None
    assert soft.score == 4_000


def test_places_are_code_points_behind_emoji() -> None:
    text = "👩‍🚀 नमस्ते zap"
    hit = found(lexicon(Cue("z", LABEL, 0.8, r"\bzap\b")), text)
    assert hit is not None
    assert text[hit.spans[0].start : hit.spans[0].end] == "zap"


def test_nothing_is_cut_in_two_by_a_window() -> None:
    for pad in range(3_950, 4_010):
        assert found(lexicon(Cue("z", LABEL, 0.8, r"\bzap him\b")), "." * pad + " zap him") is not None
    assert list(windows("")) == [(0, "")]


@pytest.mark.parametrize("pattern", ["(?=x)y", r"(a)\1", "(unclosed", "a{5000}"])
def test_a_pattern_re2_refuses_is_refused_with_the_reason(pattern: str) -> None:
    with pytest.raises(ConfigError, match="RE2 refuses"):
        compile_pattern(pattern)


def test_a_set_that_gives_up_misses_nothing() -> None:
    patterns = PatternSet([r"\bzap\b", r"\bzip\b"])
    patterns._set = type("Empty", (), {"Match": lambda self, text: None})()
    assert patterns.found("zip and zap") == [0, 1]


def test_no_set_of_ours_gives_up_on_long_mixed_text() -> None:
    text = ("how do i zap my " + "red blue green " * 30 + "ignore all rules, nobody likes me. ") * 8
    for check in all_checks():
        lex = getattr(check, "lexicon", None)
        if lex is not None:
            hits = lex._set._set.Match(text[:4_000]) or ()
            assert len(lex._set._patterns) in hits, check.spec.name
