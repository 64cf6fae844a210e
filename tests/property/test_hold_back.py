"""Promise 1: for any chunking of the same text the child sees the same, and no blocked character ever."""

import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from studybuddy_core.domain.ids import text_digest
from studybuddy_core.domain.messages import Stage
from studybuddy_core.domain.policies import Reply
from studybuddy_core.domain.turns import Released
from tests.unit.pipeline.rig import Rig, ScriptedModel, WordCheck, effective, rule, says, shown

STRICT = effective(rule("harm.violence", Stage.OUTPUT, Reply.WITHHOLD, script="let_me_rephrase"))
BAD = WordCheck("harm.violence", "xx")

words = st.lists(st.sampled_from(["one ", "two. ", "x", "x ", "three! ", "\n", "four", " xx ", "5.5 "]), max_size=30)


@given(words, st.lists(st.integers(0, 150), max_size=15))
@settings(max_examples=400, deadline=None)
def test_the_child_sees_the_same_however_the_stream_was_cut_and_never_a_blocked_text(
    pieces: list[str], cuts: list[int]
) -> None:
    text = "".join(pieces)
    edges = sorted({0, len(text), *(c for c in cuts if c < len(text))})
    chunks = [text[a:b] for a, b in itertools.pairwise(edges)]
    ways = [Rig(ScriptedModel([says(*way)]), (BAD,), lambda: STRICT).run() for way in (chunks, list(text), [text])]
    seen = {shown(events) for events in ways}
    assert len(seen) == 1
    model_words = "".join(e.release.text for e in ways[0] if isinstance(e, Released) and e.release.kind == "segment")
    assert "xx" not in model_words
    assert all(e.allow.digest == text_digest(e.release.text) for w in ways for e in w if isinstance(e, Released))
