"""Hand-made figures for the charts: three outlets with known numbers, and every chart drawn from them."""

from collections.abc import Mapping

from annotator.charts.chart import Chart, Gate, Setting
from annotator.charts.panel import Agreed, agreement_chart
from annotator.charts.provenance import Piece, provenance_chart
from annotator.charts.strip import LabelName, MarkedSpan, strip_chart
from annotator.pages.charts import charts_of
from core.queries.codebooks import FacetRule, LabelRule, Rules, ValueRule
from core.queries.figures import Comparison, Measure, Origin, Rhetoric, RoleCount, Said
from core.queries.filters import Filters
from core.stats.proportions import Estimate
from core.text.spans import Span

ROLES = (("acts-against", "acts against it", None), ("R0", "not responsible", 0), ("R1", "place of origin", 1),
         ("R2", "fails to police it", 2), ("R3", "withholds help", 3), ("R4", "tolerates it", 4),
         ("R5", "deliberate policy", 5), ("not-stated", "no role stated", None))  # fmt: skip
STANCES = ("affirms", "unproven", "denies", "asks")
LABELS = (("evidence", "Evidence", "E"), ("assertion", "Assertion", "A"), ("opinion", "Opinion", "O"))
BANDS = ("enough", "tentative", "not-enough", "unknown")


def facet(key: str, values: tuple[ValueRule, ...]) -> FacetRule:
    return FacetRule(key, key, "choice", False, True, (), {value.key: value for value in values})


RULES = Rules(
    1, "default", 1,
    {key: LabelRule(at, key, name, letter, "#000", "", {}, True) for at, (key, name, letter) in enumerate(LABELS)},
    {
        "role": facet("role", tuple(ValueRule(key, name, rank, "", None) for key, name, rank in ROLES)),
        "stance": facet("stance", tuple(ValueRule(key, key, None, "", None) for key in STANCES)),
        "voice": facet("voice", (ValueRule("own-voice", "own voice", None, "own", None),
                                 ValueRule("named-person", "named person", None, "quoted", None))),
    },
    (), "China", (), (),
)  # fmt: skip


def roles(**affirmed_and_denied: tuple[int, int]) -> dict[str, RoleCount]:
    """Roles by key, each as (affirmed, denied) marks of one reader, so that a share is a share of marks."""
    whole = sum(map(sum, affirmed_and_denied.values()))
    counts = {key: affirmed_and_denied.get(key.replace("-", "_"), (0, 0)) for key, *_ in ROLES}
    return {
        key: RoleCount(a + d, (a + d) / whole if whole else None, {"affirms": a, "denies": d, "unproven": 0, "asks": 0})
        for key, (a, d) in counts.items()
    }


def measure(n: int, rate: Estimate, share: float | None) -> Measure:
    return Measure(n, 0, rate, Estimate(share, None, "fewer than 3 documents"))


def origin(
    key: str, name: str, labels: Mapping[str, Measure], counts: Mapping[str, RoleCount], **more: object
) -> Origin:
    facts = {"via": (), "fidelity": (), "genres": ("news",), "published": None, "n_documents": 4, "n_sections": 4,
             "n_words": 4000, "n_words_read": 4000.0, "n_reviewers": 2, "share_sentences_marked": 0.5, "groups": {},
             "voices": {}, "rhetoric": Rhetoric(0, Said(0, None), {}, {}, {}), "support": None} | more  # fmt: skip
    return Origin(key=key, name=name, labels=labels, roles=counts, **facts)  # type: ignore[arg-type]


def comparison(voice: str = "", band: str = "unknown") -> Comparison:
    """The Clarion (52 marks), the Wire (20) and the Monthly, of which nothing was read."""
    clarion = {
        "": roles(R4=(12, 0), R5=(10, 2), R1=(4, 0), acts_against=(0, 4)),
        "own": roles(R4=(8, 0), R5=(8, 0), R1=(4, 0)),
        "quoted": roles(R4=(4, 0), R5=(2, 2), acts_against=(0, 4)),
    }
    wire = {"": roles(R1=(6, 0), R5=(0, 4)), "own": roles(R1=(5, 0)), "quoted": roles(R1=(1, 0), R5=(0, 4))}
    return Comparison(
        project="house", filters=Filters(voice=voice), invented=True, reviewer_kind="simulated", n_readings=16,
        n_reviewers=2, hidden_documents=(),
        origins=(
            origin("clarion", "The Clarion", {
                "evidence": measure(13, Estimate(3.25, (1.5, 7.0), None), 0.25),
                "assertion": measure(26, Estimate(6.5, (4.0, 10.5), None), 0.5),
                "opinion": measure(13, Estimate(3.25, (0.1, 99.5), None), 0.25),
            }, clarion[voice]),
            origin("wire", "The Wire", {
                "evidence": measure(12, Estimate(6.0, None, "fewer than 3 documents"), 0.6),
                "assertion": measure(8, Estimate(4.0, None, "fewer than 3 documents"), 0.4),
                "opinion": measure(0, Estimate(0.0, None, "fewer than 3 documents"), 0.0),
            }, wire[voice], n_documents=2, via=(("blog", "A Blog"),), fidelity=("as-reposted",)),
            origin("monthly", "The Monthly", {
                key: measure(0, Estimate(None, None, "nothing was read"), None) for key, *_ in LABELS
            }, roles(), n_words_read=0.0),
        ),
        gate={name: {"alpha": None if band == "unknown" else 0.5, "band": band} for name in ("labels", "role")},
        n_documents=6,
    )  # fmt: skip


def setting(band: str = "unknown", n_documents: int = 6) -> Setting:
    gate = Gate(band, "Agreement not measured." if band == "unknown" else f"Band {band}.")
    return Setting(n_documents, "6 articles. Two simulated readers, no people.", True, gate, gate)


def compared(band: str = "unknown", n_documents: int = 6) -> dict[str, Chart]:
    """The charts of the comparison by key."""
    by_voice = {voice: comparison(voice, band) for voice in ("own", "quoted")}
    return {chart.key: chart for chart in charts_of(comparison("", band), by_voice, RULES, setting(band, n_documents))}


def strip() -> Chart:
    """A text of 1,000 characters, of which the last 100 are left out; one reader marked 100 of them, one none."""
    marks = [MarkedSpan("r1", 0, 60, "evidence"), MarkedSpan("r1", 40, 100, "assertion"), MarkedSpan("r1", 2, 3, "x")]
    labels = [LabelName(*label) for label in LABELS]
    return strip_chart(1000, {"r1": "Ida", "r2": "Jon"}, labels, marks, ("Small print.",), left_out=[Span(900, 1000)])


def provenance() -> Chart:
    return provenance_chart(1000, [
        Piece(0, 100, "The Blog", "", own=True), Piece(100, 900, "The Wire", "as reposted", "A title", is_exact=False),
        Piece(900, 1000, "not part of the article", "", is_left_out=True),
    ], ("Small print.",))  # fmt: skip


def panel() -> Chart:
    return agreement_chart([
        Agreed("Where", 0.52, 0.41, 0.6, "tentative"), Agreed("Labels", 0.71, None, None, "enough"),
        Agreed("Role", -0.12, -0.31, 0.08, "not-enough"), Agreed("Stance", None, None, None, "unknown", "all equal"),
    ], ("Small print.",), who="the simulated readers")  # fmt: skip


def every_chart(band: str = "unknown") -> dict[str, Chart]:
    """All eight kinds, by key."""
    return compared(band) | {chart.key: chart for chart in (strip(), provenance(), panel())}
