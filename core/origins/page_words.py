"""Words of pages that stand in several rules: names, dates, networks, invitations; expressions without groups."""

_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|"
    r"Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_WEEKDAY = r"(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?\.?"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
DATE = (
    rf"(?:(?:{_WEEKDAY},?\s+)?(?:{_MONTH}\s+{_DAY}(?:,?\s+\d{{4}})?|"
    rf"(?:the\s+)?{_DAY}\s+(?:of\s+)?{_MONTH},?(?:\s+\d{{4}})?"
    rf"|{_MONTH}\s+\d{{4}}|\d{{4}}-\d{{2}}-\d{{2}}(?:T[\d:.+Z-]+)?|\d{{1,2}}[/.]\d{{1,2}}[/.](?:\d{{4}}|\d{{2}}))"
    rf"|{_WEEKDAY}|(?:an?|\d{{1,2}})\s+(?:minute|min|hour|hr|day|week|month|year)s?\s+ago)"
)
TIME = (
    r"(?:(?:at\s+)?\d{1,2}[:.]\d{2}(?::\d{2})?\s*(?:[ap]\.?m\.?)?(?:\s*\(?(?:[A-Z]{2,4}T?|[A-Z]{3})\)?)?|"
    r"\d{1,2}\s*[ap]\.?m\.?)"
)
WHEN = rf"(?:{DATE}(?:[\s,|·•–—/-]+{TIME})?|{TIME}[\s,|·•–—/-]+{DATE})"
GAP = r"[\s,|·•:;–—/()-]*"

_PARTICLE = r"(?:de|del|della|van|von|der|den|el|al|bin|ibn|la|le|da|di|dos|du|of|ter|y)"
_CAPITAL = r"[A-ZÀ-ÖØ-Þ][\w.’'-]*"
NAME = (
    rf"(?!(?:{_WEEKDAY}|{_MONTH})\b){_CAPITAL}"
    rf"(?:[ \xa0]+(?:{_PARTICLE}[ \xa0]+)?(?!(?:{_WEEKDAY}|{_MONTH})\s){_CAPITAL}){{1,4}}"
)
_NOBODY = (
    r"(?:staff|admin|administrator|editors?|editorial|reuters|afp|ap|bloomberg|xinhua|ians|pti|ani|newsdesk|"
    r"the editors|"
    r"web ?desk|news ?desk|staff (?:reporter|writer)|our (?:staff|correspondent|reporter)|agencies|guest|"
    r"(?:the )?associated press|editorial (?:board|team|staff))"
)
WHO = rf"(?:(?i:{_NOBODY})\b|{NAME})"
PEOPLE = rf"{WHO}(?:(?:,\s*|\s*&\s*|,?\s+and\s+|\s*/\s*){WHO}){{0,5}}"

NETWORK = (
    r"(?:Facebook|Twitter|X|WhatsApp|E-?mail|LinkedIn|Pinterest|Reddit|Telegram|Print|Copy link|Tumblr|Share|Tweet|Pin"
    r"|Pin it|Pocket|Flipboard|Messenger|Like|Reply|Instagram|YouTube|Save|Google\+?|Threads|Bluesky|RSS|SMS|More|"
    r"Mastodon|A|\d+ comments?)"
)
MENU = (
    r"(?:Privacy(?: Policy| Notice)?|Terms(?: of (?:Use|Service)| (?:and|&) Conditions)?|Cookie(?:s| Policy|"
    r" Settings)?|"
    r"Contact(?: Us)?|About(?: Us)?|Advertise(?: with us)?|Careers|Help|FAQ|Site ?map|Accessibility|Home|Menu|Search|"
    r"Log ?in|Sign ?in|Register|Subscribe|My account|Newsletters?|Feedback|Corrections|Donate|Masthead|Imprint|"
    r"Shop|Jobs|"
    r"Do not sell my (?:personal )?info(?:rmation)?|Skip to (?:main )?content|Toggle navigation|Back to top|RSS|"
    r"Sections|Edition|Manage settings|Report this comment|Newer posts?|Older posts?)"
)
ADVERTISEMENT = (
    r"(?:(?:skip )?advertis(?:e)?ments?|sponsored(?: content| links?)?|promoted(?: content| stories)?|"
    r"anzeige|werbung|publicit[ée]|publicidad|pubblicit[àa]|publicidade|advertentie)"
)
CALL = (
    r"\(?(?:please |to |don[’']t forget to |be sure to |you can |"
    r"and )?(?:(?:like,? )?(?:share,? )?(?:and )?subscribe|sign ?up|follow (?:us|our|me)|like us|"
    r"join (?:us|our|the|over|now)|download|get (?:the|our|your|more|all|breaking|instant|unlimited)|support us|donate|"
    r"(?:please )?support (?:our|independent|quality|local) (?:\w+ )?(?:journalism|reporting|newsroom|work)|register|"
    r"become a (?:member|subscriber|patron)|click here|tap here|stay (?:up|in|connected|informed|tuned|ahead)|"
    r"never miss|"
    r"don[’']t miss|start your|unlock|buy us a|enjoy(?:ed|ing)? (?:this|reading|our)|want (?:more|to read|"
    r"the latest|to get)|"
    r"(?:did you |do you )?(?:like|love|enjoy)d? (?:what you|this|our)|(?:have|got) (?:a|any) (?:tip|story|news|"
    r"question)|help us|looking for|contact our newsroom|"
    r"make a (?:donation|contribution)|give (?:today|now)|connect with us|find us on|send us|write to us)"
)
GAINED = (
    r"\b(?:newsletters?|inbox|alerts?|updates|app|channel|telegram|whatsapp|facebook|twitter|instagram|youtube|"
    r"linkedin|"
    r"podcast|e-?mails?|subscri\w+|journalism|donat\w+|member\w*|access|free|today|now|here|tips?|@\w+|reporting|"
    r"\w+\.(?:com|org|net)|stories|social media|patreon|google news|coverage|comments?)\b"
)
MORE = (
    r"(?:read(?: (?:more|also|next|this|on))?|also read|related(?: (?:articles?|stories|posts?|news|coverage|content|"
    r"topics?|"
    r"reading|video))?|see (?:also|more)|more (?:from|on|in this (?:category|section|series)|stories|news|"
    r"coverage|like this|to read|about)|recommended"
    r"(?: (?:for you|stories|reading|articles?|by))?|you (?:may|might|could) (?:also )?(?:like|be interested|"
    r"enjoy|have missed)|"
    r"trending(?: (?:now|stories|news))?|most (?:read|popular|viewed|shared)|editor[’']?s[’']? (?:picks?|choice)|"
    r"popular(?: (?:posts?|stories|articles|now))?|up next|(?:next|previous) (?:article|post|story)|don[’']t miss|"
    r"watch(?: (?:now|also|more|the video|below))?|listen|further reading|explore more|top stories|latest (?:news|"
    r"stories|posts?|"
    r"articles|headlines)|recent (?:posts?|stories|articles)|in other news|around the web|from the web|"
    r"other (?:stories|articles|posts|news)|keep reading|what to read next|elsewhere|archives?|dig deeper|go deeper)"
)
PIECE = r"(?:article|story|post|piece|column|essay|op-ed|commentary|item|content|text|version|interview|transcript)"

ON_PAGES = (
    r"\b(?:(?:un)?subscri(?:be|bers?|ption)|newsletters?|sign[ -]?up|sign in|log ?in|register|e-?mail|inbox|donat\w+|"
    r"click\w*|tap|scroll|download|advert\w*|sponsor\w*|promo\w*|cookies?|privacy|browser|javascript|video|audio|"
    r"podcast|gallery|photo\w*|pictured|image|pic|caption|slideshow|comments?|share|repl(?:y|ies)|upvoted?|likes?|"
    r"follow|facebook|twitter|whatsapp|instagram|linkedin|reddit|telegram|youtube|please|listen|play(?:ed)?|watch|"
    r"enter|enlarge|reprints?|licensing|print|cite|account|app|alerts?|join|contact|web ?(?:site|page)|page|links?|"
    r"edition|headlines?|article|stor(?:y|ies)|post|read more|min read|updated|published|posted|copyright|rights|"
    r"sections?|topics?|tags?|key ?words|member(?:s|ship)?|free|unlimited|loading|menu|search|skip|supported|"
    r"support(?:ing)? (?:us|our)|contribut\w+|nonprofit|journalism|newsroom|recaptcha|policy|(?:learn|find out) more)\b"
)
"""Words of which an article may have any, and pages have several in one line."""
CREDIT = (
    r"(?:\b(?:[Pp]hoto(?:graph)?s?|PHOTO|[Pp]ic(?:ture)?s?|[Ii]mages?|[Ff]oto|[Ii]llustration|[Cc]redit|"
    r"[Cc]r[ée]dit photo)(?: [Cc]redits?| [Cc]ourtesy| [Bb]y)?\s?(?:[:/©]|\b[Bb]y)\s?[^.:;]{2,60}|"
    r"(?:[Pp]hoto|[Pp]icture|[Ii]mage)\b.*\([A-Z][\w .&-]{1,30}/[A-Z][\w .&-]{1,40}\)|"
    r"\bvia (?:Getty Images|AP|AFP|Reuters))\W*\Z"
)
LISTED = r"(?:[•*·▪‣–—+-]|\(?\d{1,3}[.)\]]|\(?[a-z]\))\s"
SITE_WORDS = (
    r"\b(?:News|Times|Post|Daily|Gazette|Herald|Tribune|Journal|Magazine|Online|TV|Radio|Press|Wire|Review|Observer|"
    r"Chronicle|Express|Today|Weekly|Monitor|Mail|Guardian|Blog|Media|Network|CNN|BBC|NPR|Reuters|AP|Report)\b|\.\w{2,4}\Z"
)
