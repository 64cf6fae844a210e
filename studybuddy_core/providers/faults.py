"""What went wrong with a provider, in words for an adult and a kind for the pipeline.

A vendor's error text is never repeated: it can quote the key or the child's words. What is kept is
the status, the vendor's short error type and its request id, and the vendor's exception is not
chained, because a traceback would print it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

import httpx2

from studybuddy_core.domain.errors import ProviderError

_WORD = re.compile(r"[a-z][a-z0-9_.-]{0,40}")
_NO_CREDIT = frozenset({"insufficient_quota", "billing_error", "billing_not_active", "credit_balance_too_low"})
_TOO_LONG = frozenset({"context_length_exceeded", "request_too_large", "string_above_max_length"})
_BUSY = frozenset({"overloaded_error", "api_error", "server_error", "timeout_error", "internal_error"})

_MOST_TOKENS = 100_000_000


@dataclass(frozen=True, slots=True)
class Vendor:
    """The names a person needs to mend a setting: who was asked, and with which variables."""

    title: str
    key_setting: str
    model_setting: str
    address_setting: str


def seconds_asked(headers: httpx2.Headers) -> float | None:
    """How long the provider asks us to wait (``retry-after-ms``, ``retry-after`` in seconds or as a date)."""
    try:
        if "retry-after-ms" in headers:
            asked = float(headers["retry-after-ms"]) / 1000
        elif re.fullmatch(r"\s*\d+(\.\d+)?\s*", headers.get("retry-after", "")):
            asked = float(headers["retry-after"])
        else:
            at, now = (parsedate_to_datetime(headers[name]) for name in ("retry-after", "date"))
            asked = (at - now).total_seconds()
    except (KeyError, ValueError, TypeError):
        return None
    return max(asked, 0.0) if asked < float("inf") else None


def _short(value: object) -> str:
    return value if isinstance(value, str) and _WORD.fullmatch(value) else ""


def _kinds_named(body: object) -> tuple[str, ...]:
    """The vendor's short words for what happened, wherever its body puts them."""
    inner = body.get("error", body) if isinstance(body, dict) else None
    if not isinstance(inner, dict):
        return ()
    return tuple(word for key in ("type", "code") if (word := _short(inner.get(key))))


def status_fault(
    vendor: Vendor, status: int, body: object, headers: httpx2.Headers, *, begun: bool = False
) -> ProviderError:
    """Turn an HTTP status (or an error event inside a stream, ``begun``) into a ``ProviderError``."""
    named = _kinds_named(body)
    trail = "/".join(dict.fromkeys((*(() if begun else (str(status),)), *named)))
    request_id = _request_id(headers)
    note = f" ({trail}{', request ' + request_id if request_id else ''})" if trail else ""
    if status in {401, 403} or {"authentication_error", "permission_error", "invalid_api_key"} & set(named):
        return ProviderError(f"{vendor.title} refused the key{note}. Check {vendor.key_setting}.", kind="refused_key")
    if status == 402 or _NO_CREDIT & set(named):
        return ProviderError(f"{vendor.title}: the account has no credit left{note}.", kind="refused_key")
    if status == 429 or "rate_limit_error" in named or "rate_limit_exceeded" in named:
        return ProviderError(f"{vendor.title} is answering too many requests{note}.", kind="rate_limited",
                             retry_after=seconds_asked(headers))  # fmt: skip
    if status in {408, 409} or status >= 500 or _BUSY & set(named):
        return ProviderError(f"{vendor.title} is not available just now{note}.", kind="unavailable",
                             retry_after=seconds_asked(headers))  # fmt: skip
    if status == 413 or _TOO_LONG & set(named):
        return ProviderError(f"The conversation is too long for the model{note}.", kind="too_long")
    if status == 404 or {"not_found_error", "model_not_found"} & set(named):
        return ProviderError(f"{vendor.title} has no such model or address{note}. Check {vendor.model_setting} "
                             f"and {vendor.address_setting}.", kind="unknown")  # fmt: skip
    if begun:
        return ProviderError(f"{vendor.title} reported an error in the middle of an answer{note}.", kind="cut")
    if 300 <= status < 400:
        return ProviderError(f"{vendor.title} pointed to another address{note}. Check {vendor.address_setting}.")
    return ProviderError(f"{vendor.title} did not accept the request{note}. Check {vendor.model_setting}.")


def _request_id(headers: httpx2.Headers) -> str:
    for name in ("request-id", "x-request-id"):
        if re.fullmatch(r"[\w-]{1,80}", headers.get(name, "")):
            return headers[name]
    return ""


@contextmanager
def wire_faults(vendor: Vendor, *, begun: bool) -> Iterator[None]:
    """Turn what the network and the vendor's parser raise into ``ProviderError``; ``begun`` once headers came."""
    try:
        yield
    except httpx2.ConnectTimeout:
        raise ProviderError(
            f"{vendor.title} could not be reached in time. Check the network.", kind="unavailable"
        ) from None
    except httpx2.TimeoutException:
        raise ProviderError(f"{vendor.title} stopped answering.", kind="timeout") from None
    except httpx2.TransportError:
        raise (cut(vendor) if begun else unreachable(vendor)) from None
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise malformed(vendor, "its answer can't be read") from None


def unreachable(vendor: Vendor) -> ProviderError:
    """Nobody answers at the address."""
    return ProviderError(f"{vendor.title} can't be reached. Check the network and {vendor.address_setting}.",
                         kind="unavailable")  # fmt: skip


def cut(vendor: Vendor) -> ProviderError:
    """The answer ended without its proper end."""
    return ProviderError(f"{vendor.title} stopped in the middle of an answer.", kind="cut")


def malformed(vendor: Vendor, what: str) -> ProviderError:
    """The answer holds something an answer can't hold. ``what`` is our words, never the provider's."""
    return ProviderError(f"{vendor.title} sent something that is no answer: {what}.", kind="malformed")


def counted(vendor: Vendor, tokens: object) -> int:
    """A token count that can be one; raise ``ProviderError`` otherwise."""
    if not isinstance(tokens, int) or not 0 <= tokens <= _MOST_TOKENS:
        raise malformed(vendor, "a count of tokens that can't be")
    return tokens
