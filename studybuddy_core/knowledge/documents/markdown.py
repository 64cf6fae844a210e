"""Markdown, as it is shown: links keep their words and lose their address, comments and HTML tricks are told apart."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.token import Token

from studybuddy_core.knowledge.documents.document import Document, Gathering, Kind
from studybuddy_core.knowledge.documents.hypertext import Reader, hides
from studybuddy_core.knowledge.documents.invisible import find_invisible
from studybuddy_core.knowledge.documents.sniffing import decoded

_STYLE = re.compile(r"style\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", re.IGNORECASE)
_FRONT = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_VOID = frozenset({"br", "img", "hr", "wbr", "input"})


def read(data: bytes) -> Document:
    """Read a Markdown file."""
    text = decoded(data).replace("\r\n", "\n").replace("\r", "\n")
    gathered = Gathering()
    find_invisible(text, gathered)
    front = _FRONT.match(text)
    if front:
        gathered.hide("notes before the text", front[0].strip("-\n"))
        text = text[front.end() :]
    environment: dict[str, dict[str, dict[str, str]]] = {}
    tokens = MarkdownIt("commonmark", {"maxNesting": 50}).enable(["table", "strikethrough"]).parse(text, environment)
    level, in_row, cells = 0, False, list[str]()
    for token in tokens:
        if token.type == "heading_open":
            level = int(token.tag[1])
        elif token.type in ("heading_close", "paragraph_close"):
            level = 0
        elif token.type == "inline":
            words = _seen(token.children or [], gathered)
            if in_row:
                cells.append(words)
            else:
                gathered.see(words, level=level)
        elif token.type == "tr_open":
            in_row, cells = True, []
        elif token.type == "tr_close":
            gathered.see("; ".join(cell for cell in cells if cell))
            in_row = False
        elif token.type in ("fence", "code_block"):
            gathered.see(token.content)
        elif token.type == "html_block":
            Reader(gathered).read(f"<div>{token.content}</div>")
    for reference in environment.get("references", {}).values():
        gathered.hide("a link's note", reference.get("title", ""))
    return gathered.done(Kind.MARKDOWN, "")


def _seen(parts: list[Token], gathered: Gathering) -> str:
    """The words of a line that a reader sees; the rest is noted."""
    words: list[str] = []
    hiding = 0  # how many tags deep we are inside one that hides
    for part in parts:
        if part.type == "html_inline":
            tag = part.content.strip()
            name = re.sub(r"^</?([a-zA-Z0-9]*).*$", r"\1", tag, flags=re.DOTALL).lower()
            if tag.startswith("<!"):
                gathered.hide("a comment", tag.removeprefix("<!--").removesuffix("-->"))
            elif tag.startswith("</"):
                hiding = max(0, hiding - 1)
            elif name not in _VOID and not tag.endswith("/>"):
                style = _STYLE.search(tag)
                out = re.search(r"\shidden\b", tag) or name in ("script", "style")
                if hiding or out or (style and hides(style[1] or style[2] or "")):
                    hiding += 1
        elif part.type == "image":
            gathered.hide("a picture's description", part.content)
        elif part.type == "link_open":
            gathered.hide("a link's note", str(part.attrs.get("title", "")))
        elif part.type in ("softbreak", "hardbreak"):
            words.append(" ")
        elif part.content and hiding:
            gathered.hide("hidden text", part.content)
        elif part.content:
            words.append(part.content)
    return "".join(words)
