"""The lines that pages put around an article, as a table: what each is called, how it is known, where it may stand.

Every pattern must match a whole line (or sentence). What begins as a sentence of an article may begin is let through
unless the rest of it is what only pages say.
"""

import re
from dataclasses import dataclass

from core.origins.page_bylines import AUTHOR_NOTES, BYLINES, DATES, POSTED
from core.origins.page_words import (
    ADVERTISEMENT,
    CALL,
    CREDIT,
    GAINED,
    MENU,
    MORE,
    NETWORK,
    PEOPLE,
    PIECE,
)

HEAD, TAIL, EDGE, ANY = "head", "tail", "edge", "any"


@dataclass(frozen=True)
class LineRule:
    """A line known by its words, as a whole. `zone`: where it must stand; `takes_rest`: why all behind it goes, too."""

    reason: str
    code: str
    words: str
    pattern: re.Pattern[str]
    zone: str
    strength: float
    takes_rest: str = ""


def _rule(
    reason: str, code: str, words: str, zone: str, strength: float, *patterns: str,
    exact: bool = False, takes_rest: str = "",
) -> LineRule:  # fmt: skip
    pattern = re.compile("|".join(f"(?:{one})" for one in patterns), 0 if exact else re.IGNORECASE)
    return LineRule(reason, code, words, pattern, zone, strength, takes_rest)


_COMMENTS = (
    _rule(
        "last line", "comment_form", "This line belongs to the form for comments.", TAIL, 0.95,
        r"leave (?:a|your) (?:comment|reply|response|thought)s?\b.{0,60}",
        r"cancel reply", r"post (?:a )?comment", r"report (?:this )?comment", r"notify me of .*",
        r"your e-?mail address will not be (?:published|shared).*", r"required fields are marked.*",
        r"save my name,? e-?mail.*", r"this site uses akismet.*",
        r"(?:you must be |please )?log(?:ged)? ?in to (?:leave a |post a )?(?:comment|reply).*",
        r"make sure you enter .*", r"html (?:code|tags?) (?:is|are) not allowed.*",
        r"(?:add|write|submit|post) (?:a|your) (?:comment|reply|public comment)\W*",
        r"(?:name|e-?mail|website|comment)\s*\*?(?:\s+(?:name|e-?mail|website|comment)\s*\*?)*",
        r"be the first to (?:comment|reply|share).*", r"sort by:? (?:newest|oldest|best|top).*",
        r"comments (?:are|have been)(?: now)? (?:closed|disabled|turned off).*", r"comments (?:powered|provided) by .*",
        r"\d+ likes?\W*(?:\d+ (?:comments?|shares?))?", r"have your say.{0,40}",
        r"(?:join|start) the (?:conversation|discussion)\W*",
    ),
    _rule(
        "last line", "comments_begin", "Here the comments begin.", TAIL, 0.9,
        r"(?:(?:\d+|one|two|three|all|view|show|read|see|load|hide|top|recent|reader|latest|user) )*comments?"
        r"\s*(?:\(\d+\)|: ?\d+|\d+)?:?(?: (?:on|to) [\"“].{1,150})?",
        r"(?:\d+|one|two|three) (?:responses?|thoughts?|replies)(?: (?:on|to) [\"“].{1,150})?", r"no comments:?",
        r"discussion about this .{3,20}", r"(?:tell us )?what do you think\?.{0,80}", r"discussion\s*\(\d+\)",
        takes_rest="What follows stands under the heading of the comments.",
    ),
)  # fmt: skip
_RIGHTS = (
    _rule(
        "site line", "copyright", "A line about rights to the text.", ANY, 0.95,
        r"(?:©|\(c\)|&copy;|copyright\b ?(?:©|\(c\)|&copy;|\d{4}|by\b)).{0,300}",
        r".{0,200}\ball rights reserved\b.{0,300}", r".{0,60}this material may not be (?:published|reproduced).{0,200}",
        r".{0,120}may not be (?:reproduced|redistributed|republished|copied).{0,200}",
    ),
    _rule(
        "site line", "reposted", "A line that says where the text appeared before.", EDGE, 0.85,
        rf"\(?(?:this|the above) (?:{PIECE}|report) (?:was |has been |is |had )?(?:originally |first |also |"
        rf"previously )+"
        r"(?:published|appeared|posted|ran|written|produced|aired).{0,250}",
        r"\(?(?:originally|first|previously) (?:published|appeared|posted) (?:by|on|in|at)\b.{0,200}",
        r"(?:this|the) post .{1,250}(?:appeared|was published) first on .{1,100}",
        rf"\(?(?:this|the) (?:{PIECE}|report|headline).{{0,80}}(?:syndicated feed|not been edited|"
        rf"auto-generated).{{0,150}}",
        rf"(?:read|view|see) (?:the )?(?:full|original|complete|entire) (?:{PIECE}|report).{{0,120}}",
        r"(?:republished|reprinted|reproduced|reposted|cross-?posted|syndicated) (?:with|from|by|under|courtesy|"
        r"here).{0,200}",
        r"source(?: link)?\s*:\s*.{2,120}", r"(?:source link|original source|view original)\W*.{0,80}",
        r"via\s*:\s*.{2,60}",
        rf"this (?:{PIECE}|report) (?:is|was) (?:republished|reprinted|syndicated|reproduced|produced).{{0,250}}",
    ),
    _rule(
        "site line", "disclaimer", "A line by which the page stands back from the text.", TAIL, 0.85,
        r"disclaimer\b.{0,400}", r".{0,40}for informational purposes only.{0,200}",
        r"(?:the |all |any )?(?:views?|opinions?)(?:,? (?:and|or) \w+)? expressed (?:in|here|by|are|above|"
        r"within).{0,400}",
        r".{0,80}do(?:es)? not (?:necessarily )?(?:reflect|represent) the (?:views|opinions|position|"
        r"editorial).{0,200}",
    ),
    _rule(
        "site line", "picture", "Says whose a picture is.", ANY, 0.8,
        rf"[^.!?]{{0,200}}[.!?]?[”\"’)]*\s*{CREDIT}", exact=True,
    ),
    _rule(
        "site line", "picture", "Says whose a picture is.", EDGE, 0.8,
        r"\(?(?:(?:file )?photo(?:graph)?s?(?: credits?| courtesy)?\s*(?::|/|by\b|courtesy of)|(?:(?:featured|"
        r"header|cover) )?"
        r"(?:image|picture|illustration|video|graphic)s?(?:(?: credits?| courtesy)?\s*[:/]| (?:credit|courtesy of|"
        r"by)\b))"
        r"\s*.{2,120}",
        r"credits?:\s*.{2,100}",
        r".{0,150}(?:/|\(|©|\bvia |\bphoto |\bby )\s?(?:getty images|shutterstock|ap photo|afp|istock|unsplash)\W*",
    ),
)  # fmt: skip
_NOTES = (
    _rule(
        "last line", "note_of_edition", "A note about this edition of the text.", EDGE, 0.85,
        r"correct(?:ion|ed)s?\b[^:.\n]{0,10}(?:\.? [\w,]+){0,3}\s*:.{0,400}", r"clarification\s*:.{0,400}",
        r"editor[’']s note\s*:.{0,400}",
        rf"(?:an? (?:earlier|previous) version of )?this (?:{PIECE}|report) (?:has been|was) (?:updated|corrected|"
        rf"amended|edited).{{0,250}}",
        rf"an? (?:earlier|previous) version of (?:this|the) (?:{PIECE}|report|headline).{{0,300}}",
        rf"an? version of this (?:{PIECE}|report).{{0,60}}(?:appears?|was published|ran).{{0,250}}",
        r"from the print edition.{0,100}",
        r"transcripts? (?:is|are|was|were) (?:created|provided|produced|made|generated).{0,250}",
        r"this (?:text|transcript) (?:may|might) not be.{0,250}", r"30", r"#{3,}",
    ),
    _rule(
        "last line", "end_of_text", "It says that here the text ends.", TAIL, 0.85,
        r"[-–—]\s?30\s?[-–—]", r"\W?ends\W?", r"end(?:item| of (?:document|article|text|story))\W*",
        takes_rest="It stands behind the line that ends the text.",
    ),
)  # fmt: skip
_INVITATIONS = (
    _rule(
        "site line", "newsletter", "An invitation to subscribe, follow or give.", EDGE, 0.85,
        rf"{CALL}\b.{{0,200}}{GAINED}.{{0,200}}", r"already a (?:subscriber|member)\?.{0,60}",
        r".{0,120}\b(?:delivered|straight|direct(?:ly)?|right)\b.{0,30}\byour inbox\b.{0,60}",
        r"(?:newsletters?|sign ?up|subscribe(?: now| today)?|follow us|donate(?: now| today)?)\W*",
        rf"(?:this|the full) (?:{PIECE}) is (?:for|available to|reserved for) (?:paying )?(?:subscribers|"
        rf"members).{{0,80}}",
        r"to continue reading.{0,120}", r"you(?:[’']ve| have) .{0,40}\barticles?\b.{0,80}",
        r"(?:follow|like) us\b.{0,120}",
        r"follow .{2,80} on (?:twitter|x|facebook|instagram|linkedin|telegram|threads|bluesky)\b.{0,120}",
        r"thank(?:s| you) for reading\b.{0,120}", r"our .{0,40}newsletter\b.{0,60}\b(?:sign ?up|subscribe)\b.{0,80}",
    ),
    _rule(
        "site line", "share_bar", "Buttons for sharing.", EDGE, 0.9,
        rf"(?:share(?: this)?(?: {PIECE})?(?: (?:on|via|with|by))?:?\s*)?{NETWORK}"
        rf"(?:[\s,|·•/]+(?:and |on |to |via )?{NETWORK})*\W*",
        rf"share this(?: {PIECE})?\b.{{0,80}}", r"share (?:on|via) .{1,60}", r"copy (?:the )?link\W*.{0,20}",
        r"(?:click|tap) to (?:share|e-?mail|print|tweet)\b.{0,80}", r"like this:?.{0,30}", r"link copied\W*",
        r"(?:like )?loading(?:\.{3}|…)", r"\d[\d.,k]* (?:shares?|views?|likes?|reads?)\b.{0,40}",
        r"\(?opens in (?:a )?new window\W*",
    ),
    _rule(
        "site line", "advertisement", "The place of an advertisement.", ANY, 0.95,
        rf"[\W_]*{ADVERTISEMENT}[\W_]*(?:continue reading below|scroll to continue|story continues below)?\W*",
        rf"(?:{PIECE}|report) continues (?:below|after).{{0,60}}", r"report this ad\W*", r"skip ad(?:vertisement)?\W*",
        r"scroll (?:down )?to continue.{0,40}", r"continue reading(?: the main story)?\W*",
        r"(?:video|ad) (?:player|playback) (?:is )?loading.{0,40}",
    ),
    _rule(
        "self-promotion", "self_reference", "A closing reference of the page to itself.", TAIL, 0.9,
        r"for (?:(?:any )?(?:more|further|additional|full|the latest|all|other|up-to-date|breaking|daily)\b|"
        r"details|questions|"
        r"information|updates|inquiries).{0,90}\b(?:visit|go to|check out|log on|click|head (?:over )?to|contact|"
        r"e-?mail|call|"
        r"browse|follow|subscribe|see|reach out|refer to|sign up|read)\b.{0,200}",
        r"to (?:learn|read|find out|know|see|get|discover|hear|view|access) (?:more|the full|the rest|our|all|"
        r"about)\b.{0,90}\b"
        r"(?:visit|go to|check out|log on|click|head (?:over )?to|contact us|browse|follow|subscribe|"
        r"sign up)\b.{0,200}",
        r"(?:please )?visit (?:us\b|our\b|the website|the site|www\.|https?:|[\w-]+\.(?:com|org|net)).{0,200}",
        r"(?:learn|read|find|discover|see) (?:out )?more (?:at|on|about this at|"
        r"by visiting) (?:[\w-]+\.)+\w{2,}.{0,150}",
        r"(?:check out|explore|browse|discover|read) (?:our|more of our|the rest of our)\b.{0,200}",
        r"if you (?:liked|enjoyed) (?:this|our|what)\b.{0,200}",
        r"if you have (?:any |a )?(?:questions?|information|tips?|story|comments?)\b.{0,200}",
        r"(?:contact|e-?mail|call|reach) us\b.{0,150}", r"(?:brought to you|powered) by\b.{2,120}",
        takes_rest="It stands behind a closing reference of the page to itself.",
    ),
)  # fmt: skip
_AROUND = (
    _rule(
        "link text", "related", "The text of a link to something else.", ANY, 0.85,
        rf"[\W_]*{MORE}(?:\s*[:|»>]\s*|\s+[–—-]+\s+).{{1,250}}", rf"[\W_]*{MORE}\W*(?:\.{{3}}|»|>)",
    ),
    _rule(
        "link text", "related_begin", "Here a list of other articles begins.", TAIL, 0.85,
        rf"[\W_]*{MORE}\s*:?(?: (?:from|on|in|about) .{{2,40}})?\W*",
        r"more (?:from|on|in|about) .{2,40}(?<![.!?…])", takes_rest="What follows are titles of other articles.",
    ),
    _rule(
        "site line", "navigation", "Part of the menu of a page.", EDGE, 0.85,
        rf"{MENU}(?:[\s|·•/,>»–-]+{MENU})*\W*", r"home\s*[>»/›]\s*.{2,80}", r"you are here:?.{2,80}",
        r"(?:[\w&’' .]{2,24}\s*[|·•]\s*){3,}[\w&’' .]{2,24}\W*", r"accept (?:all )?cookies\W*",
        r"(?:we|this (?:site|website)) uses? cookies.{0,300}",
        r"by (?:continuing to|using this).{0,250}cookies.{0,150}",
        r"listen to (?:this )?(?:article|story)\W*.{0,40}", r"(?:estimated )?(?:reading|read) time:?.{0,20}",
        r"\d{1,2}[ -]min(?:ute)?s?(?: read)?\W*",
        r"(?:close|open|expand|collapse|dismiss|view gallery|show caption|hide caption|toggle caption|play video|"
        r"enlarge this image)\W*",
    ),
    _rule(
        "site line", "tags", "Under which words the page was filed.", EDGE, 0.85,
        r"(?:tags?|tagged(?: (?:as|with))?|filed under|categor(?:y|ies)|topics?|keywords?|posted in|labels?|hashtags?)"
        r"(?:\s*[:|]|\s+[–-])\s*.{2,250}",
        r"(?:filed under|posted in|tagged) [A-Z].{1,150}", r"(?:#\w+[\s,]*){2,}",
    ),
    _rule(
        "site line", "tags_begin", "Under which words the page was filed.", TAIL, 0.85,
        r"(?:tags?|topics?|keywords?|"
        r"categories)\s*:?", takes_rest="It stands in the list of words under which the page was filed.",
    ),
    _rule(
        "contribution line", "contributed", "A line that says who helped to report.", TAIL, 0.95,
        rf".{{0,120}}\bcontributed (?:to )?(?:the )?(?:reporting|research|writing|this {PIECE}|this report|the report|"
        r"additional reporting)(?: (?:from|in|to|for) .{2,60})?\W*",
        r"\(?(?:additional )?(?:reporting|writing|research) by .{3,200}",
        r"\(?with (?:inputs?|files|reporting|additional reporting|reports?) (?:from|by) .{2,120}",
        r"\(?edited by .{3,60}",
    ),
    _rule(
        "contribution line", "contributed", "A line that says who helped to report.", TAIL, 0.9,
        rf"{PEOPLE} (?:also )?reported from [A-Z][\w .,’'-]{{2,60}}", exact=True,
    ),
)  # fmt: skip
_WRITERS = (
    _rule("byline", "posted_by", "Says who put the text on the page, and when.", ANY, 0.95, *POSTED),
    _rule("byline", "byline", "Names who wrote the text.", HEAD, 0.9, *BYLINES, exact=True),
    _rule("byline", "dated", "A date and nothing else.", EDGE, 0.8, *DATES),
    _rule("byline", "author_note", "A line about the author.", TAIL, 0.85, *AUTHOR_NOTES, exact=True),
)
RULES: tuple[LineRule, ...] = (*_COMMENTS, *_RIGHTS, *_NOTES, *_INVITATIONS, *_AROUND, *_WRITERS)
"""Of two rules that both hold the first is said."""
