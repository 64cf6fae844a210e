"""What both providers promise, each through its own SDK against a server that speaks its protocol."""

from __future__ import annotations

import gzip
import logging
import time
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from studybuddy_core.domain.chat import ChatEvent, TextDelta
from tests.wire.listening import Naps, listen
from tests.wire.server import cuts, goes_on, playing, says, stalls, streams
from tests.wire.speakers import KEY, REQUEST, SPEAKERS, Speaker

WORDS = ["Seven ", "eights: ", "count ", "seven more than 49."]
WHOLE = "".join(WORDS)

pytestmark = pytest.mark.parametrize("vendor", SPEAKERS, ids=lambda s: s.name)


def test_an_answer_arrives_word_by_word_and_ends_properly(vendor: Speaker) -> None:
    with playing(streams(vendor.answer(WORDS))) as stage:
        heard = listen(vendor.tutor(stage.url))
    assert (heard.text, heard.stopped, heard.kind) == (WHOLE, "end", "")
    assert heard.usage is not None
    assert (heard.usage.input_tokens, heard.usage.output_tokens) == (25, 15)


def test_the_first_word_is_out_before_the_last_is_in(vendor: Speaker) -> None:
    with playing(stalls([*vendor.start, vendor.delta("Seven ")])) as stage:
        events = vendor.tutor(stage.url).stream(REQUEST)
        assert next(events) == TextDelta("Seven ")
        events.close()  # type: ignore[attr-defined]


def test_how_the_server_cuts_its_bytes_changes_nothing(vendor: Speaker) -> None:
    body = b"".join(vendor.answer(["Größe 10⁶ ", "😀 fine"]))
    for size in (1, 2, 3, 7, len(body)):
        with playing(streams(body[i : i + size] for i in range(0, len(body), size))) as stage:
            heard = listen(vendor.tutor(stage.url))
        assert (heard.text, heard.stopped) == ("Größe 10⁶ 😀 fine", "end")


def test_too_many_requests_waits_as_long_as_asked_and_tries_again(vendor: Speaker) -> None:
    naps = Naps()
    busy = says(429, {"error": {"type": "rate_limit_error", "message": "slow down"}}, {"retry-after": "3"})
    with playing(busy, streams(vendor.answer(WORDS))) as stage:
        heard = listen(vendor.tutor(stage.url, watch=naps.watch))
    assert (heard.text, heard.stopped) == (WHOLE, "end")
    assert naps.taken == [3.0]
    assert len(stage.sent) == 2
    assert stage.sent[0].raw == stage.sent[1].raw


def test_a_wait_longer_than_a_child_would_wait_is_not_begun(vendor: Speaker) -> None:
    naps = Naps()
    with playing(says(429, {"error": {"type": "rate_limit_error"}}, {"retry-after": "120"})) as stage:
        heard = listen(vendor.tutor(stage.url, watch=naps.watch))
    assert heard.fault is not None
    assert (heard.kind, heard.fault.retry_after) == ("rate_limited", 120.0)
    assert (naps.taken, len(stage.sent)) == ([], 1)


def test_server_errors_are_tried_again_with_growing_waits(vendor: Speaker) -> None:
    naps = Naps()
    with playing(says(500, {}), says(503, "not even an object"), streams(vendor.answer(WORDS))) as stage:
        heard = listen(vendor.tutor(stage.url, watch=naps.watch))
    assert (heard.text, heard.stopped) == (WHOLE, "end")
    assert naps.taken == [0.5, 1.0]


def test_a_server_that_always_fails_is_given_up_after_three_tries(vendor: Speaker) -> None:
    with playing(says(500, {"error": {"message": KEY}})) as stage:
        heard = listen(vendor.tutor(stage.url, watch=Naps().watch))
    assert (heard.text, heard.kind, len(stage.sent)) == ("", "unavailable", 3)


def test_no_try_begins_after_the_deadline(vendor: Speaker) -> None:
    naps = Naps()
    with playing(says(503, {}, {"retry-after": "6"})) as stage:
        heard = listen(vendor.tutor(stage.url, watch=naps.watch, deadline_s=10.0, tries=9))
    assert (heard.kind, naps.taken, len(stage.sent)) == ("unavailable", [6.0], 2)


def test_a_line_cut_before_the_first_word_is_tried_again(vendor: Speaker) -> None:
    with playing(cuts(vendor.start), cuts([]), streams(vendor.answer(WORDS))) as stage:
        heard = listen(vendor.tutor(stage.url, watch=Naps().watch))
    assert (heard.text, heard.stopped, len(stage.sent)) == (WHOLE, "end", 3)


def test_a_line_cut_after_the_first_word_is_never_begun_again(vendor: Speaker) -> None:
    with playing(cuts([*vendor.start, vendor.delta("Seven ")]), streams(vendor.answer(WORDS))) as stage:
        heard = listen(vendor.tutor(stage.url, watch=Naps().watch))
    assert (heard.text, heard.stopped, heard.kind, len(stage.sent)) == ("Seven ", "", "cut", 1)


def test_an_answer_that_ends_politely_but_without_its_stop_is_a_cut_one(vendor: Speaker) -> None:
    with playing(streams([*vendor.start, vendor.delta("Seven ")])) as stage:
        heard = listen(vendor.tutor(stage.url))
    assert (heard.text, heard.stopped, heard.kind) == ("Seven ", "", "cut")


def test_cut_anywhere_it_is_either_whole_or_a_fault(vendor: Speaker) -> None:
    body = b"".join(vendor.answer(WORDS))
    places = [*range(0, len(body), 23), len(body) - 1]
    for place in places:
        with playing(cuts([body[:place]])) as stage:
            heard = listen(vendor.tutor(stage.url, tries=1))
        assert WHOLE.startswith(heard.text)
        assert bool(heard.stopped) != bool(heard.fault), place
        assert heard.text == WHOLE or heard.kind in {"cut", "malformed"}


def test_a_malformed_event_ends_the_answer(vendor: Speaker) -> None:
    for junk in vendor.junk:
        with playing(streams([*vendor.start, vendor.delta("Seven "), junk, vendor.delta("more")])) as stage:
            heard = listen(vendor.tutor(stage.url))
        assert (heard.text, heard.kind) == ("Seven ", "malformed"), junk


def test_an_error_event_after_200_is_tried_again_while_nothing_was_said(vendor: Speaker) -> None:
    with playing(streams([*vendor.start, vendor.failing]), streams(vendor.answer(WORDS))) as stage:
        heard = listen(vendor.tutor(stage.url, watch=Naps().watch))
    assert (heard.text, heard.stopped, len(stage.sent)) == (WHOLE, "end", 2)


def test_an_error_event_after_the_first_word_ends_the_answer(vendor: Speaker) -> None:
    with playing(streams([*vendor.start, vendor.delta("Seven "), vendor.failing])) as stage:
        heard = listen(vendor.tutor(stage.url, watch=Naps().watch))
    assert (heard.text, heard.stopped, heard.kind, len(stage.sent)) == ("Seven ", "", "unavailable", 1)


def test_endless_text_stops_at_its_bound(vendor: Speaker) -> None:
    with playing(goes_on(vendor.start, vendor.delta("word " * 40))) as stage:
        heard = listen(vendor.tutor(stage.url, answer_chars=3_000))
        assert heard.kind == "too_long"
        assert len(heard.text) <= 3_000
        assert stage.hung_up.wait(5), "the line must be closed, so that spending ends"


def test_an_event_without_end_stops_at_its_bound(vendor: Speaker) -> None:
    with playing(goes_on(vendor.start, b"x" * 4096)) as stage:
        heard = listen(vendor.tutor(stage.url, wire_bytes=300_000))
        assert (heard.text, heard.kind) == ("", "too_long")
        assert stage.hung_up.wait(5)


def test_keep_alives_without_an_answer_stop_at_the_deadline(vendor: Speaker) -> None:
    with playing(goes_on(vendor.start, vendor.keep_alive, every_s=0.02)) as stage:
        began = time.monotonic()
        heard = listen(vendor.tutor(stage.url, deadline_s=0.4))
        assert (heard.text, heard.kind) == ("", "timeout")
        assert time.monotonic() - began < 3


def test_an_endless_error_page_is_not_read_to_its_end(vendor: Speaker) -> None:
    def act(handler: object) -> None:
        handler.send_response(500)  # type: ignore[attr-defined]
        handler.send_header("transfer-encoding", "chunked")  # type: ignore[attr-defined]
        handler.end_headers()  # type: ignore[attr-defined]
        while True:
            handler.piece(b"x" * 65536)  # type: ignore[attr-defined]

    with playing(act) as stage:
        heard = listen(vendor.tutor(stage.url, wire_bytes=500_000, tries=1))
        assert heard.kind == "too_long"
        assert stage.hung_up.wait(5)


def test_silence_in_the_middle_is_a_timeout(vendor: Speaker) -> None:
    with playing(stalls([*vendor.start, vendor.delta("Seven ")])) as stage:
        heard = listen(vendor.tutor(stage.url, read_s=0.3))
    assert (heard.text, heard.kind) == ("Seven ", "timeout")


def test_nobody_at_the_address(vendor: Speaker) -> None:
    with playing(says(500, {})) as stage:
        url = stage.url
    heard = listen(vendor.tutor(url, watch=Naps().watch))
    assert heard.kind == "unavailable"
    assert "BASE_URL" in str(heard.fault)


def test_a_wrong_key_is_said_once_and_the_key_never(vendor: Speaker, caplog: pytest.LogCaptureFixture) -> None:
    body = {"error": {"type": "authentication_error", "code": "invalid_api_key", "message": f"Incorrect key: {KEY}"}}
    with caplog.at_level(logging.DEBUG), playing(says(401, body)) as stage:
        heard = listen(vendor.tutor(stage.url, watch=Naps().watch))
    assert (heard.kind, len(stage.sent)) == ("refused_key", 1)
    assert "_API_KEY" in str(heard.fault)
    assert KEY not in caplog.text


def test_an_account_without_credit_is_not_asked_again(vendor: Speaker) -> None:
    with playing(says(429, {"error": {"type": "insufficient_quota", "code": "insufficient_quota"}})) as stage:
        heard = listen(vendor.tutor(stage.url, watch=Naps().watch))
    assert (heard.kind, len(stage.sent)) == ("refused_key", 1)


def test_an_unknown_model_names_the_setting(vendor: Speaker) -> None:
    with playing(says(404, {"error": {"type": "not_found_error", "message": "model: nope"}})) as stage:
        heard = listen(vendor.tutor(stage.url))
    assert f"STUDYBUDDY_{vendor.name.upper()}_MODEL" in str(heard.fault)
    assert len(stage.sent) == 1


def test_a_refused_request_is_not_sent_again(vendor: Speaker) -> None:
    with playing(says(400, {"error": {"type": "invalid_request_error", "message": "What is 7 × 8?"}})) as stage:
        heard = listen(vendor.tutor(stage.url))
    assert (heard.kind, len(stage.sent)) == ("unknown", 1)
    assert "7 × 8" not in str(heard.fault)


def test_running_out_of_room_is_said(vendor: Speaker) -> None:
    with playing(streams(vendor.answer(WORDS, vendor.length))) as stage:
        assert listen(vendor.tutor(stage.url)).stopped == "length"


def test_a_refusal_is_said(vendor: Speaker) -> None:
    with playing(streams(vendor.answer([], vendor.refusal))) as stage:
        assert listen(vendor.tutor(stage.url)).stopped == "refusal"


def test_an_unknown_way_to_stop_is_no_stop(vendor: Speaker) -> None:
    for stop in ("tool_use", "tool_calls", "function_call", "pause_turn", "whatever"):
        with playing(streams(vendor.answer(WORDS, stop))) as stage:
            heard = listen(vendor.tutor(stage.url))
        assert (heard.stopped, heard.kind) == ("", "malformed")


def test_a_redirect_is_not_followed(vendor: Speaker) -> None:
    with playing(streams(vendor.answer(WORDS))) as elsewhere:
        with playing(says(307, {}, {"location": f"{elsewhere.url}/v1/messages"})) as stage:
            heard = listen(vendor.tutor(stage.url))
        assert heard.fault is not None
        assert (heard.text, elsewhere.sent) == ("", [])


def test_a_compressed_answer_is_refused_unread(vendor: Speaker) -> None:
    packed = gzip.compress(b"".join(vendor.answer(["bomb " * 100_000])))
    with playing(streams([packed], {"content-encoding": "gzip"})) as stage:
        heard = listen(vendor.tutor(stage.url, tries=1))
    assert (heard.text, heard.kind) == ("", "malformed")
    assert stage.sent[0].headers["accept-encoding"] == "identity"


def test_stopping_to_listen_closes_the_line(vendor: Speaker) -> None:
    with playing(goes_on(vendor.start, vendor.delta("word "), every_s=0.005)) as stage:
        events: Iterator[ChatEvent] = vendor.tutor(stage.url).stream(REQUEST)
        assert isinstance(next(events), TextDelta)
        events.close()  # type: ignore[attr-defined]
        assert stage.hung_up.wait(5), "a cancelled answer must not go on being paid for"


def test_logs_hold_neither_the_key_nor_the_words(vendor: Speaker, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG), playing(streams(vendor.answer(WORDS))) as stage:
        listen(vendor.tutor(stage.url))
    for secret in (KEY, "7 × 8", "patient tutor", "Seven "):
        assert secret not in caplog.text


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(noise=st.binary(max_size=300))
def test_whatever_bytes_come_there_is_a_stop_or_a_fault(vendor: Speaker, noise: bytes) -> None:
    with playing(streams([*vendor.start, noise])) as stage:
        heard = listen(vendor.tutor(stage.url, tries=1))
    assert heard.fault is not None
    assert not heard.stopped
