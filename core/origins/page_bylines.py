"""How bylines, lines of dates and notes about authors are written."""

from core.origins.page_words import GAP, NAME, PEOPLE, TIME, WHEN, WHO

POSTED = (
    rf"(?:posted|published|written|uploaded|submitted|added|shared|story|reported|updated|words|author|"
    rf"report)\s*(?:by|:)\s*"
    rf"(?:{PEOPLE}|[\w.-]{{2,30}}){GAP}(?:(?:in|under) .{{2,40}}{GAP})?"
    rf"(?:(?:on|at|in|last updated|updated|published)?\s*:?\s*{WHEN}{GAP}){{1,2}}(?:[|·•/–-].{{0,40}})?\W*",
    rf"(?:posted|published|uploaded|last (?:updated|modified)|updated|first published|created|modified|date)(?: on|"
    rf" at)?"
    rf"\s*:?\s*(?:{WHEN}|{TIME})(?:{GAP}(?:(?:last )?updated:?\s*)?{WHEN})?(?:{GAP}(?:by|\||in|"
    rf"author:?)\s*.{{2,60}})?\W*",
)
_CRAFT = (
    r"(?:Commentary|Opinion|Analysis|Review|Essay|Column|Interview|Authored|Compiled|Edited|Translated|Photographs?|"
    r"Illustrations?|(?:[A-Z][a-z]+ )?[Rr]eviewed|Fact[ -][Cc]hecked)"
)
BYLINES = (
    r"(?:[Bb][Yy]|[Ww]ritten [Bb]y|[Rr]eported [Bb]y|[Aa]uthor:|[Pp]osted [Bb]y|[Pp]ublished [Bb]y|[Ww]ords [Bb]y:?|"
    rf"[Ss]tory [Bb]y|{_CRAFT} by)\s*:?\s*{PEOPLE}(?:\s+via [A-Z].{{0,60}}|\s*[,|·•/–—-]\s*.{{0,100}}|"
    rf"\s+{WHEN}.{{0,40}}|\s+(?i:in|for|of|at) [A-Z].{{0,60}})?(?<![.!?])",
    rf"{NAME}{GAP}{WHEN}{GAP}(?:{TIME})?{GAP}(?:\d{{1,2}}[ -]min(?:ute)?s?(?: read)?)?\W*",
    rf"{NAME}(?:,\s*|\s*[|·•–—-]\s*|\s+)(?:(?:[Ss]taff|[Ss]enior|[Cc]hief|[Pp]olitical|[Ff]oreign|[Cc]rime|"
    rf"[Hh]ealth|[Ss]pecial|"
    r"[Nn]ational|[Aa]sia|[Ww]orld) )*(?:[Ww]riter|[Rr]eporter|[Cc]orrespondent|[Ee]ditor|[Cc]olumnist|[Cc]ontributor)"
    r"(?:\s*[,|·•–—-]\s*.{0,60})?(?<![.!?])",
)
DATES = (
    rf"{WHEN}\s*[|·•/–—-]\s*.{{2,50}}(?<![.!?])",
    rf"{WHEN}{GAP}(?:written|posted|published)? ?by:? .{{2,60}}(?<![.!?])",
    rf"(?:{GAP}(?:published|updated|posted|last updated|date)?:?\s*{WHEN}){{1,3}}{GAP}"
    r"(?:(?:\d{1,2}[ -]min(?:ute)?s? read|[\w ]{2,25})\W*)?",
)
_TRADES = (
    r"(?:reporter|correspondent|writer|editor|journalist|columnist|contributor|fellow|professor|author|analyst|"
    r"freelance|"
    r"researcher|blogger|director|lecturer|producer|intern|founder|historian|economist|lawyer|physician|scholar)"
)
AUTHOR_NOTES = (
    rf"[—–]\s?{NAME}(?:,\s.{{2,60}})?(?<![.!?])",
    r"[\w.+-]+@[\w-]+\.[\w.-]+(?:\s*[|·•,]?\s*(?:[Tt]witter|[Xx]|[Ff]acebook|[Pp]hone|"
    r"[Tt]el)?\.?:?\s*@?[\w ().+-]{2,30})?",
    r"(?:[Aa]bout|ABOUT|[Mm]eet) (?:the |THE )?(?:[Aa]uthor|AUTHOR|[Ww]riter|[Rr]eporter)s?\b.{0,300}",
    rf"(?:[Tt]he (?:writer|author)|{NAME})(?:,? (?:Ph\.?D\.?|M\.?D\.?|JD),?)? is (?:an? |"
    rf"the )?.{{0,80}}\b{_TRADES}\b.{{0,250}}",
    rf"(?:[Tt]he (?:writer|author)|{NAME}) (?:writes|reports|covers)\b.{{2,160}}",
    rf"(?:[Ee]-?mail|[Cc]ontact|[Rr]each|[Ww]rite to|[Ff]ollow|[Tt]weet)(?: (?:the )?(?:author|writer|reporter|"
    rf"{NAME}|him|her|them))?"
    r" ?(?:at|on|via|:|@).{2,120}",
    rf"{WHO}\s*(?:can be reached|may be reached|tweets|is on [Tt]witter|on [Tt]witter)\b.{{0,100}}",
)
