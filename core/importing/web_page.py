"""A page of HTML as a document: which blocks of it are the article says trafilatura, their words are the page's own.

trafilatura's own text is not taken: it moves words about (of `<q>` within `<q>`, the inner ones come last), and marks
need the words as they stand. Nothing is fetched, no entity of a DTD is opened. What was dropped is told.
"""

import logging
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from lxml import etree, html

from core.errors import Invalid
from core.importing.encodings import CHOICES
from core.text import canonical

MAX_PAGE_BYTES = 20 * 1024 * 1024
MAX_BLOCKS = 20_000
SHOWN = 12
_LEAST_SHARE = 0.8  # of a block's words, to be of the article though trafilatura parted its blocks otherwise
_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "button", "caption", "center", "dd", "details", "dialog",
    "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6",
    "header", "hgroup", "hr", "html", "legend", "li", "main", "menu", "nav", "ol", "option", "p", "pre", "section",
    "select", "summary", "table", "tbody", "tfoot", "thead", "tr", "ul",
})  # fmt: skip
_CELLS = frozenset({"td", "th"})
_SILENT = frozenset({"head", "script", "style", "noscript", "template", "svg", "math", "iframe", "object", "textarea"})
_BLOCKS_FOUND = frozenset({"body", "p", "head", "quote", "list", "item", "table", "row"})
_BREAK, _CELL_END = "\x1f", "\x1e"
_SPACE = re.compile(r"[ \t\n\r\f]+")
_XML_SAID = re.compile(r"^\s*<\?xml[^>]*\?>")
_SAID_ENCODING = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]{2,40})""", re.IGNORECASE)
_AS_BROWSERS_DO = {
    "iso-8859-1": "windows-1252", "latin1": "windows-1252", "us-ascii": "windows-1252", "ascii": "windows-1252",
    "gb2312": "gb18030", "gbk": "gb18030", "utf8": "utf-8", "x-sjis": "shift_jis", "ks_c_5601-1987": "euc-kr",
}  # fmt: skip
# Numbers of windows-1252 in character references, as the HTML standard reads them.
_C1 = {number: bytes([number]).decode("cp1252", "replace") for number in range(0x80, 0xA0)}
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?![A-Za-z])")


@dataclass(frozen=True)
class Page:
    """What a page says: its article in paragraphs, parted by empty lines, and what is known of it."""

    text: str
    title: str
    author: str
    published_on: str
    url: str
    site: str
    language: str
    dropped: Sequence[str]

    @property
    def remark(self) -> str:
        """What was dropped, in words; empty when nothing was."""
        if not self.dropped:
            return ""
        first = " · ".join(_first_words(block) for block in self.dropped[:SHOWN])
        more = f" · and {len(self.dropped) - SHOWN} more" if len(self.dropped) > SHOWN else ""
        n = sum(map(len, self.dropped))
        return f"{n:,} characters in {len(self.dropped)} blocks were left out, kept {len(self.text):,}: {first}{more}"


def said_encoding(raw: bytes) -> str:
    """The encoding that a page names in its first kilobytes; empty when it names none that is known.

    >>> said_encoding(b'<meta charset="windows-1252">')
    'windows-1252'
    """
    found = _SAID_ENCODING.search(raw[:4096])
    if not found:
        return ""
    name = found[1].decode().lower()
    name = _AS_BROWSERS_DO.get(name, name)
    return name if name in CHOICES and not name.startswith("utf-16") else ""


def page_of(source: str) -> Page:
    """The article in this page.

    Errors: `Invalid` (`no_article`) where none is found, `html_invalid` where it is no page or has too many blocks;
    `TextRefused` for characters that cannot be stored.
    """
    source = _XML_SAID.sub("", canonical.canonical(source.replace("\f", " ").translate(_C1)))
    found = _extracted(source)
    tree = _parsed(source)
    blocks = list(_blocks(tree, _BLOCKS, _SILENT))
    if len(blocks) > MAX_BLOCKS:
        raise Invalid(f"The page has more than {MAX_BLOCKS:,} paragraphs.", "html_invalid")
    kept = _kept(blocks, list(_blocks(found.body, _BLOCKS_FOUND, frozenset())))
    text = "\n\n".join(block for block, is_kept in zip(blocks, kept, strict=True) if is_kept)
    if not text:
        raise _no_article()
    dropped = [block for block, is_kept in zip(blocks, kept, strict=True) if not is_kept]
    return Page(
        text, _line(found.title)[:500], _line(found.author)[:300], found.date or "", _address(found.url),
        _line(found.sitename), _language(tree), dropped,
    )  # fmt: skip


def _no_article() -> Invalid:
    return Invalid("No article was found in this page. Save its text as .txt, and send that.", "no_article")


def _extracted(source: str) -> Any:
    """trafilatura's document: `body` is a tree of what it takes for the article."""
    from trafilatura import bare_extraction  # a tenth of a second, and in the process with limits only

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    logging.getLogger("htmldate").setLevel(logging.CRITICAL)
    found = bare_extraction(
        source, with_metadata=True, include_comments=False, include_tables=True,
        date_extraction_params={"original_date": True, "extensive_search": False},
    )  # fmt: skip
    if found is None or isinstance(found, dict) or found.body is None:
        raise _no_article()
    return found


def _parsed(source: str) -> Any:
    parser = html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, huge_tree=False, encoding="utf-8")
    try:
        return html.document_fromstring(source.encode(), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise Invalid("This is no page of HTML.", "html_invalid") from error


def _blocks(tree: Any, block_tags: frozenset[str], silent: frozenset[str]) -> Iterator[str]:
    """The texts of a tree block by block, in its order; white space as a browser shows it, cells parted by tabs."""
    pieces: list[str] = []
    for event, node in etree.iterwalk(tree, events=("start", "end")):
        tag = node.tag if isinstance(node.tag, str) else ""
        if event == "start":
            if tag in block_tags:
                yield from _whole(pieces)
            if tag in silent:
                _silence(node)
            elif tag in ("br", "lb"):
                pieces.append(_BREAK)
            if node.text:
                pieces.append(node.text)
            continue
        if tag in block_tags:
            yield from _whole(pieces)
        elif tag in _CELLS or tag == "cell":
            pieces.append(_CELL_END)
        if node.tail and node is not tree:
            pieces.append(node.tail)
    yield from _whole(pieces)


def _silence(node: Any) -> None:
    """Takes out what is no text of the page, before the walk goes into it."""
    for child in list(node):
        node.remove(child)
    node.text = None


def _whole(pieces: list[str]) -> Iterator[str]:
    """The block that the pieces make, if it holds anything. Breaks and cells stand in them as signs no page has."""
    joined = _SPACE.sub(" ", "".join(pieces).translate(_C1))
    pieces.clear()
    cells = [
        "\n".join(line.strip(" ") for line in cell.split(_BREAK)).strip("\n ") for cell in joined.split(_CELL_END)
    ]  # fmt: skip
    whole = "\t".join(cells).strip("\t\n ")
    if whole:
        yield whole


def _kept(blocks: Sequence[str], found: Sequence[str]) -> list[bool]:
    """Which blocks of the page are of the article that was found, however its words were moved about."""
    ours, theirs = [_letters(block) for block in blocks], [_letters(block) for block in found]
    kept = [False] * len(blocks)
    left = [True] * len(found)
    matcher = SequenceMatcher(None, ours, theirs, autojunk=False)
    for at, there, n in matcher.get_matching_blocks():
        kept[at : at + n] = [True] * n
        left[there : there + n] = [False] * n
    pool = Counter(word for block, is_left in zip(found, left, strict=True) if is_left for word in block.split())
    for number, block in enumerate(blocks):
        if pool and not kept[number]:
            words = Counter(block.split())
            shared = words & pool
            if shared.total() >= 3 and shared.total() >= _LEAST_SHARE * words.total():
                kept[number] = True
                pool -= shared
    return kept


def _letters(block: str) -> str:
    """The same for two blocks of the same signs in any order."""
    return "".join(sorted(re.sub(r"\s", "", block)))


def _first_words(block: str) -> str:
    words = block.split()
    return f"“{' '.join(words[:8])[:80]}{'…' if len(words) > 8 else ''}”"


def _line(value: Any) -> str:
    return _SPACE.sub(" ", value).strip() if isinstance(value, str) else ""


def _address(value: Any) -> str:
    address = _line(value)
    return address if address.startswith(("http://", "https://")) and len(address) <= 2_000 else ""


def _language(tree: Any) -> str:
    found = _LANGUAGE.match(tree.get("lang") or "")
    return found[0].lower() if found else ""
