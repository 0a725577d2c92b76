"""Who is quoted, as far as the sentence around the quotation says so."""

import re

from core.text.spans import Span

_VERBS = (
    "said|says|say|told|tells|added|adds|wrote|writes|stated|states|argued|argues|warned|warns|claimed|claims|noted|"
    "notes|explained|explains|insisted|insists|declared|declares|testified|announced|announces|acknowledged|"
    "acknowledges|replied|asked|asks|recalled|tweeted|posted|reported|reports|concluded|concludes|remarked|remarks|"
    "maintained|maintains|suggested|suggests|observed|observes|misrepresented|asserted|asserts|alleged|alleges|"
    "responded|complained|emphasized|stressed|continued|commented"
)
_CAPITAL = r"(?:[A-ZÀ-ÖØ-Þ][\w’'.-]*)"
_LINK = r"(?:of|the|for|and|in|on|at|to|de|la|van|von|der|al|bin|&)"
_NAME = rf"{_CAPITAL}(?:\s+(?:{_LINK}\s+){{0,2}}{_CAPITAL})*"
_PLACE = r"(?:\s+\([^)\n]{1,40}\))?(?:,\s+(?:[A-Z]{2}|D\.C\.)(?=,))?"
_ASIDE = rf"{_PLACE}(?:,[^,.“”\"]{{2,120}},)?"
_ADVERB = r"(?:\s+(?:also|later|once|has|had|have|then|recently|repeatedly|publicly|last\s+\w+))*"
_BEFORE = re.compile(rf"(?P<name>{_NAME}){_ASIDE}{_ADVERB}\s+(?:{_VERBS})\b[^.“”\"\n]{{0,120}}$")
_ACCORDING_BEFORE = re.compile(rf"\b[Aa]ccording\s+to\s+(?:[a-z][\w’-]*\s+){{0,4}}(?P<name>{_NAME})[^.“”\"\n]{{0,80}}$")
_BY_BEFORE = re.compile(rf"\b(?:[Ii]n\s+the\s+words\s+of|[Aa]s)\s+(?P<name>{_NAME})\s+(?:put\s+it)?[,:]?\s*$")
_SAID_X = re.compile(rf"^[\s,.;!?—–-]*(?:{_VERBS})\s+(?:(?:[a-z][\w’-]*)\s+){{0,5}}(?P<name>{_NAME})")
_X_SAID = re.compile(rf"^[\s,.;!?—–-]*(?:[a-z][\w’-]*\s+){{0,3}}(?P<name>{_NAME}){_ASIDE}{_ADVERB}\s+(?:{_VERBS})\b")
_ACCORDING = re.compile(rf"^[\s,.;!?—–-]*according\s+to\s+(?:[a-z][\w’-]*\s+){{0,4}}(?P<name>{_NAME})")
_NOBODY = re.compile(
    "he|she|they|it|i|we|you|this|that|these|those|the|a|an|his|her|their|its|our|my|one|but|and|in|on|at|as|for|so|"
    "then|when|while|after|before|if|although|because|however|still|yet|now|here|there|who|what|some|many|most|others|"
    "another|both|officials|people"
)
_BEFORE_NAMES = ("Rep", "Sen", "Gov", "Gen", "Col", "Dr", "Mr", "Ms", "Mrs", "Prof", "St")
_TITLES = "".join(rf"(?<!\b{title})" for title in _BEFORE_NAMES)
_ENDS = re.compile(rf"{_TITLES}[.!?]['’”\"»]*\s+(?=[A-ZÀ-ÖØ-Þ“„«\"‘])|\n")
_STOP = re.compile(rf"\n|{_TITLES}[.!?](?:\s|$)")
_AROUND_CP = 300
_LONGEST = 200


def speaker_of(text: str, span: Span) -> str:
    """Who is quoted in the sentence that holds the span (the words between the marks); empty where it names nobody.

    Only names count, words with capitals: *he said* says nobody. Looked for behind the quotation, then before it.

    >>> text = "“We did all we could do,” said Wang Yi, the minister."
    >>> speaker_of(text, Span(1, 24))
    'Wang Yi'
    """
    behind = _sentence_behind(text, span.end)
    before = _sentence_before(text, span.start)
    for pattern, around in (
        (_ACCORDING, behind), (_SAID_X, behind), (_X_SAID, behind),
        (_ACCORDING_BEFORE, before), (_BEFORE, before), (_BY_BEFORE, before),
    ):  # fmt: skip
        match = pattern.search(around)
        name = _name(match.group("name")) if match else ""
        if name:
            return name
    return ""


def _sentence_behind(text: str, end: int) -> str:
    around = text[end : end + _AROUND_CP]
    mark = re.match(r"\s?['’”\"»›“]+", around)
    around = around[mark.end() :] if mark else around
    stop = _STOP.search(around)
    # A sentence that ended inside the quotation says nothing of it behind.
    ended = text[end - 1] in ".!?" and re.match(r"\s*[A-ZÀ-ÖØ-Þ“\n]", around)
    return "" if ended else around[: stop.start()] if stop else around


def _sentence_before(text: str, start: int) -> str:
    around = text[max(0, start - _AROUND_CP) : start].rstrip("“„«»‹‘\"' ")
    ends = [match.end() for match in _ENDS.finditer(around)]
    return around[ends[-1] :] if ends else around


def _name(found: str) -> str:
    """The name without what begins a sentence and is none, and without its possessive."""
    words = re.sub(r"\s+", " ", found).strip(" ,.").split(" ")
    while words and _NOBODY.fullmatch(words[0].casefold()):
        words = words[1:]
    while words and re.fullmatch(_LINK, words[-1]):
        words = words[:-1]
    name = re.sub(r"['’]s$", "", " ".join(words)).rstrip(".,")
    return name[:_LONGEST]
