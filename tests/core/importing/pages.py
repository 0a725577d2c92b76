"""Five pages as news sites make them, all invented, and the words of their articles."""

_HEAD = '<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title>{more}</head><body>'
_COOKIES = '<div id="cookie-banner" class="cookie-consent"><p>We use cookies to improve your visit. Accept?</p></div>'
_NAVIGATION = '<nav><ul><li><a href="/">Home</a></li><li><a href="/world">World news</a></li></ul></nav>'
_FOOTER = "<footer><p>Copyright 2023 The Gazette. All rights reserved.</p></footer></body></html>"
_ONE = "The ministry banned the trade in 2019, officials said on Tuesday in a statement that was read to reporters."
_TWO = "There is no proof of a state policy, according to three people with knowledge of the matter, none named."
_THREE = "Nobody asked the firms, which export two thirds of the goods and say that they follow the law to the letter."

NAVIGATION = (
    _HEAD.format(lang="en-GB", title="A ban on trade | The Gazette", more=(
        '<meta name="author" content="Jo Writer"><meta property="article:published_time" content="2023-11-14T09:00Z">'
        '<link rel="canonical" href="https://www.gazette.example/2023/ban"><script>var x = "tracking";</script>'))
    + _COOKIES + _NAVIGATION + f"<main><article><h1>A ban on trade</h1><p>{_ONE}</p><p>{_TWO}</p></article></main>"
    + "<aside><h2>Most read</h2><p><a href='/a'>Ten ways to tie a knot</a></p></aside>" + _FOOTER
)  # fmt: skip
COMMENTS = (
    _HEAD.format(lang="en", title="Firms were not asked", more="") + _NAVIGATION
    + f"<article><h1>Firms were not asked</h1><p>{_ONE}</p><p>{_THREE}</p></article>"
    + '<section id="comments" class="comments"><h3>Comments</h3><div class="comment"><p>What a silly article, says a '
    + "reader who has not read it.</p></div></section>" + _FOOTER
)  # fmt: skip
TABLES = (
    _HEAD.format(lang="en", title="Seizures in figures", more="")
    + f"<article><h1>Seizures in figures</h1><p>{_ONE}</p>"
    + "<table><tr><th>Year</th><th>Seizures</th></tr><tr><td>2018</td><td>31</td></tr><tr><td>2019</td><td>12</td></tr>"
    + f"</table><p>{_TWO}</p></article>" + _FOOTER
)  # fmt: skip
QUOTES = (
    _HEAD.format(lang="en", title="What the minister said", more="")
    + f"<article><h1>What the minister said</h1><p>{_ONE}</p><blockquote><p>We said so, and <q>nobody <q>believed</q>"
    + f" us</q>, the minister told&nbsp;the paper &#151; twice.</p></blockquote><p>{_THREE}<br>Then he left.</p>"
    + "</article>" + _FOOTER
)  # fmt: skip
GERMAN = (
    _HEAD.format(lang="de", title="Verbot", more="").replace("utf-8", "windows-1252")
    + "<div class='article-body'><h1>Verbot</h1><p>Die Behörde verbot den Handel im Jahr 2019, wie Beamte am Dienstag "
    + "erklärten: „Wir dulden das nicht länger“.</p><p>Für eine Politik des Staates gibt es keinen Beleg, sagen drei "
    + "Personen, die mit der Sache vertraut sind.</p></div></body></html>"
)  # fmt: skip

WORDS = {
    "navigation": ["A ban on trade", _ONE, _TWO],
    "comments": ["Firms were not asked", _ONE, _THREE],
    "tables": ["Seizures in figures", _ONE, "Year\tSeizures", "2018\t31", "2019\t12", _TWO],
    "quotes": ["What the minister said", _ONE,
               "We said so, and nobody believed us, the minister told\xa0the paper — twice.",
               f"{_THREE}\nThen he left."],
    "german": ["Verbot",
               "Die Behörde verbot den Handel im Jahr 2019, wie Beamte am Dienstag erklärten: „Wir dulden das nicht "
               "länger“.",
               "Für eine Politik des Staates gibt es keinen Beleg, sagen drei Personen, die mit der Sache vertraut "
               "sind."],
}  # fmt: skip
DROPPED = {
    "navigation": ["We use cookies", "Home", "World news", "Most read", "Ten ways to tie a knot", "Copyright 2023"],
    "comments": ["Home", "World news", "Comments", "What a silly article", "Copyright 2023"],
    "tables": ["Copyright 2023"],
    "quotes": ["Copyright 2023"],
    "german": [],
}
PAGES = {
    "navigation": NAVIGATION.encode(), "comments": COMMENTS.encode(), "tables": TABLES.encode(),
    "quotes": QUOTES.encode(), "german": GERMAN.encode("cp1252"),
}  # fmt: skip
