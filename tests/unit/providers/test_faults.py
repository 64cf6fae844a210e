"""What went wrong with a provider becomes a kind and words that name the mend."""

from __future__ import annotations

import httpx2
import pytest

from studybuddy_core.domain.errors import ProviderError
from studybuddy_core.providers.faults import Vendor, seconds_asked, status_fault, wire_faults

VENDOR = Vendor("Acme", "ACME_KEY", "ACME_MODEL", "ACME_URL")


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "7"}, 7.0),
        ({"retry-after": " 0.5 "}, 0.5),
        ({"retry-after-ms": "250"}, 0.25),
        ({"retry-after": "Sat, 21 Nov 2026 10:00:09 GMT", "date": "Sat, 21 Nov 2026 10:00:00 GMT"}, 9.0),
        ({"retry-after": "Sat, 21 Nov 2026 09:00:00 GMT", "date": "Sat, 21 Nov 2026 10:00:00 GMT"}, 0.0),
        ({"retry-after": "Sat, 21 Nov 2026 10:00:09 GMT"}, None),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "-3"}, None),
        ({"retry-after-ms": "nan"}, None),
        ({"retry-after-ms": "inf"}, None),
    ],
)
def test_the_wait_asked_for(headers: dict[str, str], seconds: float | None) -> None:
    assert seconds_asked(httpx2.Headers(headers)) == seconds


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (401, {}, "refused_key"),
        (403, None, "refused_key"),
        (402, {}, "refused_key"),
        (429, {}, "rate_limited"),
        (429, {"error": {"code": "insufficient_quota"}}, "refused_key"),
        (408, {}, "unavailable"),
        (500, "<html>", "unavailable"),
        (529, {"error": {"type": "overloaded_error"}}, "unavailable"),
        (413, {}, "too_long"),
        (400, {"error": {"code": "context_length_exceeded"}}, "too_long"),
        (400, {"error": {"type": "invalid_request_error"}}, "unknown"),
        (404, [], "unknown"),
        (302, {}, "unknown"),
    ],
)
def test_the_kind_of_a_status(status: int, body: object, kind: str) -> None:
    fault = status_fault(VENDOR, status, body, httpx2.Headers())
    assert fault.kind == kind
    assert str(status) in str(fault)


def test_the_vendors_words_are_never_repeated() -> None:
    body = {"error": {"type": "SECRET type with spaces", "code": ["SECRET"], "message": "SECRET"}}
    fault = status_fault(VENDOR, 400, body, httpx2.Headers({"request-id": "SECRET <b>"}))
    assert "SECRET" not in str(fault)


def test_the_request_id_helps_support() -> None:
    assert "req_011" in str(status_fault(VENDOR, 500, {}, httpx2.Headers({"request-id": "req_011"})))


@pytest.mark.parametrize(
    ("raised", "begun", "kind"),
    [
        (httpx2.ConnectError("x"), False, "unavailable"),
        (httpx2.ConnectTimeout("x"), False, "unavailable"),
        (httpx2.ReadTimeout("x"), False, "timeout"),
        (httpx2.ReadTimeout("x"), True, "timeout"),
        (httpx2.RemoteProtocolError("x"), True, "cut"),
        (httpx2.ReadError("x"), True, "cut"),
        (ValueError("x"), True, "malformed"),
        (AttributeError("x"), True, "malformed"),
        (RecursionError("x"), True, "malformed"),
    ],
)
def test_the_kind_of_a_broken_line(raised: Exception, begun: bool, kind: str) -> None:
    with pytest.raises(ProviderError) as fault, wire_faults(VENDOR, begun=begun):
        raise raised
    assert fault.value.kind == kind
