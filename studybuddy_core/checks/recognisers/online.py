"""E-mail, web and network addresses, handles and keys: ways to reach somebody or to get in.

A link or a network address is no disclosure by itself and scores low; an e-mail address always reaches somebody.
"""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_address

from studybuddy_core.checks.lexicon import compile_pattern
from studybuddy_core.checks.recognisers.surroundings import Surroundings
from studybuddy_core.domain.messages import Span
from studybuddy_core.domain.signals import Finding

CONTACT, SECRET = "privacy.contact", "privacy.secret"
_MARKS = compile_pattern(r"@|\(at\)|\[at\]|\bat\b|\.|:|sk-|ghp_|akia|eyj")
_EMAIL = compile_pattern(
    r"\b[\pL0-9][\pL0-9._%+-]{0,63}(?:@| @ |\s?\(at\)\s?|\s?\[at\]\s?)[\pL0-9][\pL0-9-]*(?:\.[\pL0-9-]+)+\b"
)
_SPOKEN = compile_pattern(
    r"\b[a-z0-9][a-z0-9._%+-]{1,40} at (?:gmail|g mail|hotmail|yahoo|outlook|icloud|live|aol|proton ?mail)"
    r"(?: dot |\.)(?:com|co\.? ?uk|co dot uk|org|net|de|fr)\b"
)
_URL = compile_pattern(
    r"\b(?:https?://|www\.)[^\s<>\"]+[^\s<>\".,;:!?)]|\b[a-z0-9-]{2,40}\.(?:com|org|net|co\.uk|io|me|tv|"
    r"gg)(?:/[^\s<>\"]*)?\b"
)
_IPV4 = compile_pattern(r"\b\d{1,3}(?:\.\d{1,3}){3}\b")
_IPV6 = compile_pattern(r"(?:\b[0-9a-f]{1,4}:|::)(?:[0-9a-f]{0,4}:){1,6}[0-9a-f]{1,4}\b")
_MAC = compile_pattern(r"\b(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}\b")
_HANDLE = compile_pattern(r"(?:^|[\s(,:])(@[a-z0-9_][a-z0-9_.]{2,29})\b")
_KEY = compile_pattern(
    r"\b(?:sk-[a-z0-9_-]{16,}|ghp_[a-z0-9]{20,}|akia[a-z0-9]{12,}|eyj[a-z0-9_-]{20,}\.[\w-]+|xox[bp]-[a-z0-9-]{10,})"
)
_PLAIN = (
    (_EMAIL, CONTACT, 9_500, "an e-mail address"),
    (_SPOKEN, CONTACT, 9_000, "an e-mail address"),
    (_URL, CONTACT, 2_000, "a web address"),
    (_MAC, SECRET, 3_000, "a network address"),
    (_KEY, SECRET, 9_500, "a secret key"),
)


def online(around: Surroundings) -> Iterator[Finding]:
    """Yield e-mail, web and network addresses, handles and keys."""
    text = around.text
    if not _MARKS.search(text):
        return
    for pattern, label, score, note in _PLAIN:
        for match in pattern.finditer(text):
            yield Finding(label, score, (Span(*match.span()),), note)
    for match in _HANDLE.finditer(text):
        yield Finding(CONTACT, 2_500, (Span(*match.span(1)),), "a handle")
    for pattern in (_IPV4, _IPV6):
        for match in pattern.finditer(text):
            if _is_ip(match.group()):
                yield Finding(SECRET, 3_000, (Span(*match.span()),), "a network address")


def _is_ip(said: str) -> bool:
    try:
        ip_address(said)
    except ValueError:
        return False
    return True
