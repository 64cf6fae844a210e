"""Links: a tutor's text or a passage that could make a browser fetch something, or lead a child away."""

from __future__ import annotations

from collections.abc import Iterator

from studybuddy_core.checks.lexicon import PatternSet, windows
from studybuddy_core.domain.labels import LABELS
from studybuddy_core.domain.messages import Span, TurnView
from studybuddy_core.domain.signals import CheckSpec, Finding

_LABEL = "attack.link"
_TLDS = "com|org|net|io|ai|app|dev|info|biz|xyz|me|tv|gg|ly|link|site|online|shop|club|top|ru|cn|co|uk|us|eu|de|fr|edu"
_PATTERNS: tuple[tuple[str, str, int], ...] = (
    ("a remote image", r"!\[[^\]]{0,300}\]\s*[(\[<]", 9_800),
    ("a script or frame", r"<\s*/?\s*(?:script|iframe|object|embed|svg|link|meta|form|base|style|video|audio|source)\b",
     9_900),
    ("an HTML element", r"<\s*(?:img|a|button|input)\b[^>]{0,300}", 9_500),
    ("an event handler", r"\bon(?:error|load|click|mouseover|focus)\s*=", 9_500),
    ("a script address", r"\b(?:javascript|vbscript|data)\s*:\s*[^\s]{0,3}(?:text/|image/|alert|[a-z]+\()", 9_900),
    ("a link", r"\[[^\]]{1,300}\]\(\s*[^)\s]+", 9_000),
    ("a link definition", r"(?:^|\n)\s{0,3}\[[^\]]{1,100}\]:\s*\S+", 9_000),
    ("an address", r"\b(?:https?|ftp|file|wss?)\s*:\s*/\s*/\s*\S+", 8_500),
    ("an address", r"\bwww\s?\.\s?[a-z0-9-]+\s?\.\s?[a-z]{2,}", 8_000),
    ("a site", rf"\b[a-z0-9][a-z0-9-]{{1,60}}\.(?:{_TLDS})(?:/\S*|\b)", 6_000),
    ("a site, spelled out", r"\b[a-z0-9-]{2,40}\s?(?:\(dot\)|\[dot\]|\bdot\b)\s?(?:com|org|net|io|co|uk)\b", 6_500),
    ("a mail link", r"\bmailto:\S+", 8_000),
)  # fmt: skip
_SET = PatternSet(pattern for _, pattern, _ in _PATTERNS)


class LinkCheck:
    """Says that text holds a link, a remote image or HTML."""

    spec = CheckSpec("link", "1", (_LABEL,), LABELS[_LABEL].stages,
                     summary="Text holds a link, a remote image or HTML.")  # fmt: skip

    def __call__(self, view: TurnView) -> Iterator[Finding]:
        """Yield a finding for each kind of link that is met."""
        for start, window in windows(view.clean):
            for number in _SET.found(window):
                note, _, score = _PATTERNS[number]
                spans = tuple(Span(s.start + start, s.end + start) for s in _SET.places(number, window))
                yield Finding(_LABEL, score, spans, note)


CHECK = LinkCheck()
