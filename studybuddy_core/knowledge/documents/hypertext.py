"""HTML as a reader sees it: for the chapters of an e-book and for HTML inside Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree, html

from studybuddy_core.knowledge.documents.document import Gathering

_BLOCKS = frozenset((
    "p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "dt", "dd", "td", "th", "caption", "figcaption", "blockquote",
    "pre", "div", "section", "article", "body", "header", "footer", "aside", "main", "nav", "tr", "table", "ul", "ol",
    "dl", "figure", "address", "center",
))  # fmt: skip
_NEVER = frozenset((
    "script", "style", "template", "noscript", "head", "title", "svg", "math", "object", "iframe", "form", "select",
    "textarea",
))  # fmt: skip
_HIDES = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|opacity\s*:\s*0(?:\.0*)?\s*(?:;|$|!)|"
    r"font-size\s*:\s*(?:0|0?\.\d+|[0-3](?:\.\d+)?)\s*(?:px|pt)|font-size\s*:\s*0\s*(?:;|$|em|rem|%)|"
    r"(?:left|top|text-indent|margin-left)\s*:\s*-\d{3,}|clip\s*:\s*rect\(\s*0|"
    r"(?<![-\w])color\s*:\s*(?:#fff(?:fff)?\b|white\b|transparent\b|rgba?\(\s*255\s*,\s*255\s*,\s*255)",
    re.IGNORECASE,
)
_GROUND = re.compile(r"background(?:-color)?\s*:\s*(?!#fff|white|transparent|none|rgba?\(\s*255)", re.IGNORECASE)
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")


def hides(style: str) -> bool:
    """Whether a style keeps its text out of sight: not displayed, transparent, tiny, white on white, off the page."""
    found = _HIDES.search(style)
    if found is None:
        return False
    return not (found[0].lower().lstrip().startswith("color") and _GROUND.search(style))


def hiding_selectors(css: str) -> frozenset[str]:
    """The last simple selector of each rule that hides (``.x``, ``#y``, ``p.z``), small letters."""
    found = set()
    for selectors, body in _RULE.findall(re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)[:500_000]):
        if hides(body):
            found |= {part.split()[-1].lower() for part in selectors.split(",") if part.split()}
    return frozenset(found)


def _selected(element: html.HtmlElement, hiding: frozenset[str]) -> bool:
    tag = str(element.tag).lower()
    marks = [f".{name.lower()}" for name in (element.get("class") or "").split()]
    if element.get("id"):
        marks.append(f"#{element.get('id').lower()}")
    return any(mark in hiding or tag + mark in hiding for mark in marks) or tag in hiding


class Reader:
    """Walks one page of HTML and tells what is seen from what is not."""

    def __init__(self, gathered: Gathering, *, page: int = 0, hiding: frozenset[str] = frozenset()) -> None:
        self._gathered, self._page, self._hiding = gathered, page, hiding
        self._words: list[str] = []
        self._level = 0
        self._seen: list[bool] = []  # for each element that is open: whether a reader sees its text

    def read(self, source: bytes | str) -> None:
        """Read a page or a fragment; broken HTML is read as browsers would."""
        try:
            root = html.document_fromstring(source)
        except (etree.ParserError, ValueError):
            return
        for style in root.iter("style"):
            self._hiding |= hiding_selectors(style.text or "")
        for part, opens in _flat(root):
            if isinstance(part, str):
                self._say(part)
            elif opens:
                self._open(part)
            else:
                self._close(part)
        self._end()

    def _end(self) -> None:
        self._gathered.see("".join(self._words), level=self._level, page=self._page)
        self._words.clear()

    def _say(self, text: str) -> None:
        if not self._seen or self._seen[-1]:
            self._words.append(text)
        else:
            self._gathered.hide("hidden text", text, page=self._page)

    def _open(self, element: html.HtmlElement) -> None:
        above = self._seen[-1] if self._seen else True
        if not isinstance(element.tag, str):
            if isinstance(element, html.HtmlComment):
                self._gathered.hide("a comment", element.text or "", page=self._page)
            self._seen.append(False)
            return
        tag = element.tag.lower()
        out = element.get("hidden") is not None or element.get("aria-hidden") == "true"
        styled = hides(element.get("style") or "") or _selected(element, self._hiding)
        here = above and tag not in _NEVER and not out and not styled
        for name in ("alt", "title", "aria-label"):
            self._gathered.hide("a picture's description", element.get(name) or "", page=self._page)
        if here and tag in _BLOCKS:
            self._end()
            self._level = int(tag[1]) if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit() else 0
        if here and tag == "br":
            self._words.append("\n")
        self._seen.append(here)

    def _close(self, element: html.HtmlElement) -> None:
        here = self._seen.pop()
        if here and isinstance(element.tag, str) and element.tag.lower() in _BLOCKS:
            self._end()
            self._level = 0


def _flat(root: html.HtmlElement) -> Iterator[tuple[html.HtmlElement | str, bool]]:
    """Elements as they open (True) and close (False), and the text between, without recursion."""

    def opened(element: html.HtmlElement) -> Iterator[tuple[html.HtmlElement | str, bool]]:
        yield element, True
        if isinstance(element.tag, str) and element.tag.lower() not in ("title", "style") and element.text:
            yield element.text, True

    yield from opened(root)
    stack = [(root, iter(root))]
    while stack:
        element, children = stack[-1]
        child = next(children, None)
        if child is not None:
            yield from opened(child)
            stack.append((child, iter(child) if isinstance(child.tag, str) else iter(())))
            continue
        stack.pop()
        yield element, False
        if stack and element.tail:
            yield element.tail, True
