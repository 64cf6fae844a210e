"""E-books: the chapters in the order of the book, as a reader sees them."""

from __future__ import annotations

import posixpath
from urllib.parse import unquote

from lxml import etree

from studybuddy_core.knowledge.documents.document import MOST_PAGES, Document, Gathering, Kind, Refused
from studybuddy_core.knowledge.documents.hypertext import Reader, hiding_selectors
from studybuddy_core.knowledge.documents.invisible import find_invisible
from studybuddy_core.knowledge.documents.package import Package

_CHAPTERS = frozenset({"application/xhtml+xml", "text/html", "application/html"})
_FONTS = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")


def read(data: bytes) -> Document:
    """Read an EPUB; a chapter counts as a page."""
    package = Package(data)
    _not_locked(package)
    root = _xml(package, "META-INF/container.xml")
    place = next((e.get("full-path") for e in root.iter("{*}rootfile") if e.get("full-path")), "")
    if not place:
        raise Refused("It is damaged: it does not say where the book begins. Save it again and bring that.")
    book = _xml(package, place)
    items = {e.get("id"): (e.get("href") or "", e.get("media-type") or "") for e in book.iter("{*}item")}
    spine = [items.get(e.get("idref"), ("", "")) for e in book.iter("{*}itemref")]
    base, gathered = posixpath.dirname(place), Gathering()
    styles = frozenset[str]().union(*(
        hiding_selectors(package.read(path).decode("utf-8", "replace"))
        for href, kind in items.values() if kind == "text/css" and (path := _path(base, href)) in package.names
    ))  # fmt: skip
    chapters = [_path(base, href) for href, kind in spine if kind in _CHAPTERS]
    if len(chapters) > MOST_PAGES:
        raise Refused(f"It has {len(chapters):,} chapters, and at most {MOST_PAGES} are taken. Bring it in parts.")
    for n, path in enumerate(chapters, start=1):
        if path in package.names:
            page = package.read(path)
            find_invisible(page.decode("utf-8", "replace"), gathered, page=n)
            Reader(gathered, page=n, hiding=styles).read(page)
    title = next((e.text or "" for e in book.iter("{http://purl.org/dc/elements/1.1/}title")), "")
    return gathered.done(Kind.EPUB, title, len(chapters))


def _path(base: str, href: str) -> str:
    return posixpath.normpath(posixpath.join(base, unquote(href.partition("#")[0])))


def _not_locked(package: Package) -> None:
    """Raise ``Refused`` for a book with a lock; books whose fonts alone are hidden are read."""
    if "META-INF/rights.xml" in package.names:
        raise _locked()
    if "META-INF/encryption.xml" in package.names:
        root = _xml(package, "META-INF/encryption.xml")
        ways = [e.get("Algorithm") for e in root.iter("{*}EncryptionMethod")]
        if any(way not in _FONTS for way in ways):
            raise _locked()


def _locked() -> Refused:
    return Refused("It is locked (DRM), so it can't be read here. Ask the publisher for a copy for schools.")


def _xml(package: Package, name: str) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(package.read(name), parser)
    except etree.XMLSyntaxError as fault:
        raise Refused(f"It is damaged: its part {name[:80]} can't be read. Save it again and bring that.") from fault
