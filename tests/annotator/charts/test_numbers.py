"""What charts say and hold are the numbers they were given, counted here by hand; without figures they have words."""

import csv
import io
import json
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.charts.chart import Chart
from annotator.charts.drawing import Named, titled
from annotator.charts.dumbbell import Pair, Voiced, voice_chart
from annotator.charts.labels import Mix, label_chart
from annotator.charts.panel import Agreed, agreement_chart
from annotator.charts.provenance import provenance_chart
from annotator.charts.rates import Rate, rate_chart
from annotator.charts.strip import strip_chart
from core.stats.proportions import Estimate
from tests.annotator.charts import examples

WIRE = "The Wire, via A Blog (as reposted)"


def rows(chart: Chart) -> list[dict[str, str]]:
    """The table as a program reads it back from the file."""
    return list(csv.DictReader(io.StringIO(chart.table.as_csv(), newline="")))


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


@pytest.mark.parametrize(("key", "sentence"), [
    ("rate-evidence", f"Evidence per 1,000 words read, in 3 outlets: highest at {WIRE}, 6.0 (no interval: fewer than 3 "
                      "documents), lowest at The Clarion, 3.2 (95 % interval 1.5 to 7.0); 1 of 3 outlets has no rate."),
    ("labels", f"Share of all marks in 2 outlets: evidence from 25 % (The Clarion) to 60 % ({WIRE}); assertion from "
               f"40 % ({WIRE}) to 50 % (The Clarion); opinion from 0 % ({WIRE}) to 25 % (The Clarion)."),
    ("roles", "R5 (deliberate policy) is affirmed in own voice most often by The Clarion (40 % of 20 marks), in quoted "
              "voices most often by The Clarion (17 % of 12 marks)."),
    ("matrix", "The role that each outlet affirms most. The Clarion: R4 (tolerates it), 38 % of 32 marks; "
               f"{WIRE}: R1 (place of origin), 60 % of 10 marks."),
    ("voices", "Share of marks that affirm R4 or above, from the widest lead of the own voice to the other end: The "
               f"Clarion, 80 % in its own voice against 50 % in quoted voices; {WIRE}, 0 % in its own voice "
               "against 0 % in quoted voices."),
    ("marks", "Of 1,000 characters, Ida marked 10 % of it (1 evidence, 1 assertion, 0 opinion); Jon marked 0 % of it "
              "(0 evidence, 0 assertion, 0 opinion)."),
    ("origins", "Of 1,000 characters: The Wire 80 %, The Blog 10 %, not part of the article 10 %."),
    ("agreement", "Agreement (alpha): Where 0.52 (0.41 to 0.60), tentative; Labels 0.71, the simulated readers agree; "
                  "Role −0.12 (−0.31 to 0.08), the simulated readers do not agree enough; Stance not defined "
                  "(all equal)."),
])  # fmt: skip
def test_a_sentence_says_the_numbers(key: str, sentence: str) -> None:
    assert plain(examples.every_chart()[key].sentence) == sentence


def test_a_table_holds_every_outlet_with_its_numbers() -> None:
    charts = examples.every_chart()
    assert [list(row.values()) for row in rows(charts["rate-opinion"])] == [
        ["The Clarion", "4", "13", "3.25", "0.1", "99.5", ""],
        [WIRE, "2", "0", "0.0", "", "", "fewer than 3 documents"],
        ["The Monthly", "4", "0", "", "", "", "nothing was read"],
    ]
    labels = rows(charts["labels"])
    assert [(row["outlet"], row["n_marks"], row["share_evidence"]) for row in labels] == [
        (WIRE, "20", "0.6"), ("The Clarion", "52", "0.25"), ("The Monthly", "0", ""),
    ]  # fmt: skip
    assert list(rows(charts["voices"])[0].values()) == ["The Clarion", "20", "0.8", "12", "0.5"]
    assert [row["characters"] for row in rows(charts["marks"])] == ["60", "60", "0", "0", "0", "0"]


def test_what_is_denied_never_adds_to_what_is_affirmed() -> None:
    charts = examples.every_chart()
    matrix = [row for row in rows(charts["matrix"]) if row["outlet"] == "The Clarion" and row["role"].startswith("R5")]
    assert list(matrix[0].values())[3:] == ["10", "0.3125", "2", "0.0625"]
    quoted = [row for row in rows(charts["roles"]) if row["outlet"] == WIRE and row["voice"] == "Quoted voices"]
    top = next(row for row in quoted if row["role"].startswith("R5"))
    assert (top["n_affirmed"], top["share_affirmed"], top["n_other"], top["share_other"]) == ("0", "0.0", "4", "0.8")


def test_every_chart_says_that_it_is_invented_and_whose_readings_it_shows() -> None:
    for chart in examples.compared().values():
        assert (
            "Two simulated readers, no people. Agreement not measured. Everything here is invented." in chart.notes[-1]
        )


@pytest.mark.parametrize("n_documents", [0, 1, 4])
def test_below_five_articles_there_are_words_and_the_table_and_no_picture(n_documents: int) -> None:
    for chart in examples.compared(n_documents=n_documents).values():
        assert chart.wide is None and chart.narrow is None  # noqa: PT018
        assert f"and {n_documents} ha" in chart.reason
        assert chart.table.rows


def test_without_any_figure_every_chart_has_a_reason() -> None:
    enough = examples.setting()
    empty = [
        rate_chart("opinion", "Opinion", [], enough), label_chart({"opinion": "Opinion"}, [], enough),
        voice_chart("affirm R4", [], enough), strip_chart(0, {}, [], [], ()), provenance_chart(0, [], ()),
        agreement_chart([Agreed("Labels", math.nan, None, None, "unknown", "all equal")], ()),
    ]  # fmt: skip
    assert all(chart.reason and chart.wide is None and chart.sentence for chart in empty)


numbers = st.none() | st.floats(allow_nan=True, allow_infinity=True) | st.floats(0, 1000)
estimates = st.builds(Estimate, numbers, st.none() | st.tuples(numbers, numbers), st.none() | st.just("why"))


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(estimates, st.integers(0, 9), numbers), max_size=4))
def test_what_is_no_number_is_in_no_picture_and_no_table(figures: list[tuple[Estimate, int, float | None]]) -> None:
    named = [Named(str(place), f"Outlet {place}") for place in range(len(figures))]
    rates = [Rate(name, 3, n, estimate) for name, (estimate, n, _) in zip(named, figures, strict=True)]
    pairs = [Pair(name, Voiced(n, share), Voiced(9, share)) for name, (_, n, share) in zip(named, figures, strict=True)]
    mixes = [Mix(name, {"a": (n, share), "b": (n, 0.5)}) for name, (_, n, share) in zip(named, figures, strict=True)]
    bands = [
        Agreed(name.name, share, share, 1.0, "unknown") for name, (_, _, share) in zip(named, figures, strict=True)
    ]
    enough = examples.setting()
    for chart in (
        rate_chart("a", "A", rates, enough), voice_chart("say so", pairs, enough),
        label_chart({"a": "A", "b": "B"}, mixes, enough), agreement_chart(bands, ()),
    ):  # fmt: skip
        for spec in (chart.wide, chart.narrow):
            assert spec is None or json.dumps(titled(spec, chart.title, chart.notes), allow_nan=False)
        assert "nan" not in chart.table.as_csv() + chart.sentence
        assert "inf" not in chart.table.as_csv()
