"""Strings that no person wrote into an article: keys of trackers, remains of page code."""

import math
import re
from collections import Counter
from collections.abc import Iterator
from html import unescape
from itertools import pairwise

from core.origins.signs import Line, Residue, Why, lines_of

MIN_CP = 40
MIN_ENTROPY = 4.5  # bits a character; English prose has 4.1, a random base64 string of this length about 5
MIN_CODE_SHARE, MIN_CODE_KINDS = 0.08, 4
_MAX_BEFORE_CP = 300
_MAX_WORD_CP = 30
_TOKEN = re.compile(rf"\S{{{MIN_CP},}}")
_ADDRESS = re.compile(r"://|\bwww\.|\w\.\w{2,}/|@\w+\.")
_WORDS_BEFORE = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*[.!?…]+[\"'”’)\]]*")
_LOWER = re.compile(r"[^\W\d_]+")
_CODE = re.compile(
    r"(?:window\.|document\.|var [\w$]+ ?=|let [\w$]+ ?=|const [\w$]+ ?=|function ?\w*\(|\(function|\(adsbygoogle|"
    r"googletag\.|jQuery\(|\$\(|if ?\(|\} ?else|try ?\{|gtag\(|fbq\(|_taboola|dataLayer|<!--|//<!\[CDATA|"
    r"</?(?:script|style|div|span|iframe|img|a|p|br|ins|ul|li|figure|noscript)\b|@media\b|\}\);?$|"
    r"[.#][\w-]+(?:[ ,.#>:][\w .#>:,-]*)?\{|\{[\"'][\w@]+[\"'] ?:|\[/?(?:caption|vc_\w+|et_pb_\w+|gallery|embed|ad|"
    r"su_\w+|wp\w*|fusion_\w+|contact-form\w*)\b)"
)
_FRAGMENT = re.compile(
    r"(?:&lt;|<)!--.{0,400}?--(?:&gt;|>)|\{\{[^{}\n]{3,300}\}\}|(?:%[0-9A-Fa-f]{2}\S{0,12}?){5,}\S*|"
    r"(?P<inside>\b(?:_0x[0-9a-f]{2,}|(?:fbclid|gclid|utm_\w{1,40}|msclkid)=)\S*)|"
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\w*|"
    r"(?:[ÃÂâï�][\w\x80-\xff€™œž¿½¢„¬Å“�]{0,4}){3,}[^\s]*(?:\xa0\S+)?|"
    r"(?<!\S)[A-Za-z0-9+/]{24,}={1,2}(?!\S)|"
    r"\[object Object\]|data:\w+/[\w.+-]+[;,]\S{8,}|(?<!\S)\d{20,}(?!\S)|"
    r"(?<!\S)(?:undefined|NaN|null)(?:\s(?:undefined|NaN|null))+(?!\S)"
)
_ENTITIES = re.compile(r"(?:&(?:#\d{1,6}|#x[0-9a-fA-F]{1,6}|[a-zA-Z]{2,8});\s*)+")
_CODE_WORDS = Why("code", "This line is code of a web page.")


def entropy(string: str) -> float:
    """Bits a character.

    >>> entropy("aabb")
    1.0
    """
    counts = Counter(string).values()
    return -sum(n / len(string) * math.log2(n / len(string)) for n in counts) if string else 0.0


def junk(text: str) -> Iterator[Residue]:
    """Long strings without a space that carry too much for words, and lines of page code. O(n)."""
    vocabulary: set[str] | None = None
    for token in _TOKEN.finditer(text):
        if _ADDRESS.search(token[0]) or not _mostly_ascii(token[0]):
            continue
        if vocabulary is None:
            vocabulary = {word.lower() for word in re.findall(r"[^\W\d_]+", text)}
        start = token.start() + _length_of_words(token[0], vocabulary)
        string = text[start : token.end()]
        if len(string) >= MIN_CP and entropy(string) > MIN_ENTROPY and _is_mixed(string):
            words = f"{len(string)} characters without a space, {entropy(string):.1f} bits a character: no language."
            yield Residue(start, token.end(), "junk", (Why("entropy", words),), 0.98)
    for fragment in _FRAGMENT.finditer(text):
        start = _start_of_string(text, fragment.start()) if fragment["inside"] else fragment.start()
        if "://" not in text[start : fragment.start()]:  # what follows an address is part of it
            words = "Part of the code or the encoding of a page, not of its text."
            yield Residue(start, fragment.end(), "junk", (Why("fragment", words),), 0.9)
    yield from (found for line in lines_of(text) for found in _code(line))


def _start_of_string(text: str, at: int) -> int:
    """Where the string without a space that holds a place begins; not sought farther than any string of a page is.

    >>> _start_of_string("see a_0x12", 5)
    4
    """
    first = max(0, at - _MAX_BEFORE_CP)
    spaces = [found.end() for found in re.finditer(r"\s", text[first:at])]
    return first + spaces[-1] if spaces else first


def _mostly_ascii(token: str) -> bool:
    """Scripts without spaces (Chinese, Thai) are not junk; a fused curly quotation mark makes none of it either."""
    return sum(letter.isascii() for letter in token) > 0.9 * len(token)


def _is_mixed(string: str) -> bool:
    """Digits among letters of both cases, many times over: names of substances and compounds are not so."""
    cases = ["d" if c.isdigit() else "u" if c.isupper() else "l" if c.islower() else "o" for c in string]
    changes = sum(one != two for one, two in pairwise(cases))
    is_dense = sum(case != "o" for case in cases) >= 0.85 * len(string)
    return is_dense and len(set(cases) & {"d", "u", "l"}) >= 2 and changes >= len(string) / 4


def _length_of_words(token: str, vocabulary: set[str]) -> int:
    """How much of the token is the last word of the sentence before: up to its stop, or a word known from the text."""
    ended = _WORDS_BEFORE.match(token)
    if ended:
        return ended.end()
    letters = _LOWER.match(token)
    run = letters[0] if letters else ""
    known = [n for n in range(3, min(len(run), _MAX_WORD_CP)) if run[:n].lower() in vocabulary]
    return max(known, default=0)


def _code(line: Line) -> Iterator[Residue]:
    said = unescape(unescape(line.text)).strip() if "&" in line.text else line.text
    is_code = _CODE.match(said) and (len(said) < 20 or _has_signs_of_code(said))
    if is_code or _is_dense_code(said):
        yield Residue(line.start, line.end, "junk", (_CODE_WORDS,), 0.9)
    elif _ENTITIES.fullmatch(line.text):
        yield Residue(line.start, line.end, "junk", (Why("code", "Nothing but entities of HTML."),), 0.9)


def _is_dense_code(line: str) -> bool:
    """Whether brackets and signs of code of several kinds make up much of a line; names of substances have brackets."""
    counts = [line.count(sign) for sign in "{};=<>()[]"]
    n_kinds = sum(n > 0 for n in counts)
    return sum(counts) > MIN_CODE_SHARE * len(line) and n_kinds >= MIN_CODE_KINDS and sum(counts[:4]) > 1


def _has_signs_of_code(line: str) -> bool:
    return sum(line.count(sign) for sign in '{}();=<>[]\\/_"') >= 3
