"""Agreement in a whole project: its JSON, its filters, its pairs, and who may know of it."""

import csv
import io
import json
from collections import Counter
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.access import keeper
from core.errors import Invalid
from core.export.pairs import pairs_csv
from core.models import Project
from core.queries.agreement_report import agreement_report
from core.queries.filters import Filters
from core.queries.pairings import LABEL, pairing
from core.services import annotating, readings
from core.services.codebook_growth import draft_change, publish_changes
from core.services.documents import SectionDraft
from core.services.outlets import add_outlet
from tests.core.queries.test_agreement import APART, DIGITS
from tests.house import House

SAYS = {"target": "ccp", "voice": "own-voice", "role": "R5", "stance": "affirms"}


@pytest.fixture
def pair(house: House) -> House:
    """Bob and Cem read ten digits: 0-4 both mark as evidence with another role; 5-7 Bob alone; 7-10 other labels."""
    house.document = house.add_document("digits", DIGITS, genre="news", event="summit", published_on="2031-03-12")
    house.mark("bob", "0123", "evidence", facets=SAYS)
    house.mark("cem", "0123", "evidence", facets=SAYS | {"role": "R4"})
    house.mark("bob", "56", "assertion", facets=SAYS)
    house.mark("bob", "789", "opinion", facets=SAYS | {"role": "acts-against"})
    house.last = house.mark("cem", "789", "assertion", facets=SAYS | {"unsure": "yes"})
    house.submit("bob")
    house.submit("cem")
    return house


def report(house: House, **filters: str) -> dict:
    found = agreement_report(house.vera, Filters(**filters))
    assert json.loads(json.dumps(found, allow_nan=False)) == found
    return found


def test_the_report_says_what_it_is_from(pair):
    found = report(pair)
    assert (found["project"], found["codebook"], found["reviewer_kinds"]) == ("house", "default", ["person"])
    assert (found["n_documents"], found["n_reviewers"], found["n_annotations"]) == (1, 2, 5)
    assert found["readings_by_kind"] == {"person": 2, "simulated": 0, "machine": 0}
    assert (found["state"], found["after"], found["n_revised"]) == ("first-submission", None, 0)


def test_labels_and_details_of_matched_marks(pair):
    found = report(pair)
    # Two passages: e-e and o-a. o_ee 2, o_oa 2; n 4. Expected: 2 of e, 1 of o, 1 of a: unlike pairs 2 (2 + 2 + 1) = 10,
    # and 1 - 3 x 2 / 10 is left.
    assert found["labels"]["alpha"] == pytest.approx(0.4)
    assert (found["labels"]["n_matched"], found["labels"]["share_matched"]) == (2, pytest.approx(4 / 5))
    assert (found["labels"]["percent"], found["labels"]["band"]) == (0.5, "tentative")
    role = found["facets"]["role"]
    # R5-R4 and acts-against-R5. Nominal: nothing alike, 1 - 3 * 4 / (2 (2 + 2 + 1)) = -0.2. On the ladder R5-R4 alone:
    # one pair of unlike values, nothing else: observed as expected.
    assert (role["level"], role["alpha"], role["alpha_nominal"]) == ("ordinal", 0, pytest.approx(-0.2))
    assert (role["share_off_ladder"], role["n_matched"], role["share_matched"]) == (0.25, 2, pytest.approx(4 / 5))
    voice = found["facets"]["voice"]
    assert (voice["alpha"], voice["percent"]) == (None, 1)
    assert voice["undefined"] == "all values are equal, so chance agreement cannot be told from agreement"
    # A flag that is left out is a no: no-no and no-yes. 1 - 3 * 2 / (2 * 3).
    assert (found["facets"]["unsure"]["alpha"], found["facets"]["unsure"]["percent"]) == (0, 0.5)
    assert found["facets"]["target"]["distance"].startswith("1 - MASI, as Passonneau 2006")
    assert (found["facets"]["target"]["ac1"], found["facets"]["target"]["percent"]) == (None, 1)


def test_an_interval_needs_five_documents(pair):
    assert report(pair)["labels"]["interval_reason"] == "fewer than 5 documents to draw from"
    for number in range(4):
        document = pair.add_document(f"more-{number}", DIGITS)
        for name, label in (("bob", "evidence"), ("cem", "evidence" if number else "opinion")):
            pair.mark(name, "2345", label, document=document)
            pair.submit(name, document)
    found = report(pair)
    assert found["labels"]["n_documents_in_figure"] == 5
    low, high = found["labels"]["interval"]
    assert low <= found["labels"]["alpha"] <= high
    assert (found["seed"], found["n_resamples"]) == (20110125, 2000)
    assert found["facets"]["role"]["interval_reason"] == "fewer than 5 documents to draw from"


def test_per_pair_of_readers(pair):
    assert report(pair)["pairs"] == [
        {
            "reviewers": sorted(row.reviewer.code_name for row in pair.document.readings.select_related("reviewer")),
            "n_documents": 1, "n_matched": 2, "labels_alpha": pytest.approx(0.4), "labels_undefined": None,
            "percent": 0.5, "percent_undefined": None, "f1_iou50": pytest.approx(2 / 5), "f1_undefined": None,
        }
    ]  # fmt: skip


def test_a_revision_is_a_second_figure(pair):
    readings.reopen_reading(pair.cem, pair.document)
    annotating.change_annotation(pair.cem, pair.last.uuid, 1, {"label": "opinion", "facets": SAYS})
    pair.submit("cem")
    found = report(pair)
    assert (found["labels"]["alpha"], found["after"]["labels"]["alpha"]) == (pytest.approx(0.4), 1)
    assert (found["facets"]["unsure"]["percent"], found["after"]["facets"]["unsure"]["percent"]) == (0.5, 1)
    assert (found["n_revised"], found["after"]["n_annotations"]) == (1, 5)
    (row,) = pairing(pair.vera, Filters(), LABEL, "opinion", "assertion").rows()
    assert (row.b.label, row.b.has_changed, row.b.is_deleted) == ("assertion", True, False)


def test_a_merged_value_is_what_it_became_in_both_states(pair):
    readings.reopen_reading(pair.cem, pair.document)
    draft_change(pair.ann, id=uuid4(), kind="merge-value", target="role/R4", details={"into": "R5"})
    publish_changes(pair.ann)
    project = Project.objects.select_related("codebook").get(pk=pair.project.pk)
    found = agreement_report(keeper(project))
    assert found["confusion"]["facets"]["role"] == [
        {"a": "acts-against", "b": "R5", "n": 1}, {"a": "R5", "b": "R5", "n": 1}
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("filters", "n_marks", "n_documents"),
    [({"label": "evidence"}, 2, 1), ({"target": "ccp"}, 5, 1), ({"target": "firms"}, 0, 1), ({"genre": "news"}, 5, 1),
     ({"genre": "op-ed"}, 0, 0), ({"voice": "own"}, 5, 1), ({"reviewers": "machine"}, 0, 0),
     ({"unsure": "without"}, 4, 1), ({"event": "summit"}, 5, 1), ({"event": "x"}, 0, 0), ({"since": "2031-03"}, 5, 1),
     ({"until": "2030"}, 0, 0), ({"fidelity": "as-written"}, 5, 1), ({"fidelity": "altered"}, 0, 0)],
)  # fmt: skip
def test_filters_choose_the_marks(pair, filters, n_marks, n_documents):
    found = report(pair, **filters)
    assert (found["n_annotations"], found["n_documents"], found["filters"]) == (n_marks, n_documents, filters)
    assert all(
        row["alpha"] is not None or row["undefined"] for row in (found["labels"], *found["facets"].values())
    )  # fmt: skip


@pytest.mark.parametrize("filters", [{"label": "truth"}, {"target": "x"}, {"layer": "adjudicated"},
                                     {"reviewers": "robots"}, {"since": "soon"}])  # fmt: skip
def test_an_unknown_filter_is_refused(pair, filters):
    with pytest.raises(Invalid) as refused:
        report(pair, **filters)
    assert refused.value.code == "unknown_filter"


def test_a_copy_counts_at_its_origin_alone_and_a_genre_is_that_of_the_section(house):
    add_outlet(house.ann, "site", {"name": "The Site"})
    house.add_document("origin", "Words of the origin.")
    text = "Words of the origin. A note of the site. Its own words."
    sections = [SectionDraft(0, 20, "gazette", copy_of="origin"), SectionDraft(21, 40, "site", genre="op-ed")]
    document = house.add_document("mixed", text, outlet="site", genre="news", sections=sections)
    for name in ("bob", "cem"):
        for quote in ("Words", "A note", "own words"):
            house.mark(name, quote, document=document)
        house.submit(name, document)
    assert report(house)["n_annotations"] == 4
    assert [report(house, genre=genre)["n_annotations"] for genre in ("op-ed", "news")] == [2, 2]


def test_one_reader_and_nobody_are_told_in_words(house):
    for n_readings in range(2):
        found = report(house)
        assert found["readings_by_kind"]["person"] == n_readings
        assert (found["n_documents"], found["position"]["alpha"], found["spans"]["f1_exact"]) == (0, None, None)
        assert found["position"]["undefined"] == "no text was read by two readers"
        assert found["labels"]["per_label_undefined"]["evidence"] == "nothing was coded by two readers"
        assert found["facets"]["target"]["undefined_nominal"] == "nothing was coded by two readers"
        assert (found["pairs"], found["confusion"]["labels"]) == ([], [])
        if not n_readings:
            house.mark("bob", "Beijing")
            house.submit("bob")


def test_two_who_marked_nothing(house):
    for name in ("bob", "cem"):
        readings.submit_reading(house.viewers[name], house.document)
    found = report(house)
    assert (found["n_documents"], found["n_reviewers"], found["n_annotations"]) == (1, 2, 0)
    assert found["joint"]["undefined"] == "nobody marked anything in what two readers read"
    assert found["pairs"][0]["f1_undefined"] == "nobody marked anything in what two readers read"


def cells(found: dict) -> list[tuple[str, str, str, int]]:
    """Each number of the confusion tables: of, a, b, n."""
    confusion = found["confusion"]
    rows = [(LABEL, row["a"], row["b"], row["n"]) for row in confusion["labels"]]
    rows += [(LABEL, label, "", n) for label, n in confusion["alone"].items()]
    return rows + [(key, row["a"], row["b"], row["n"]) for key, of in confusion["facets"].items() for row in of]


def test_a_number_of_the_confusion_table_opens_as_many_pairs(pair):
    dan = pair.join("dan", "reviewer")
    two = {"facets": SAYS | {"target": "china", "role": "R1"}}
    pair.mark("dan", "0123", "evidence", facets=SAYS)
    pair.mark("dan", "0123", "evidence", **two)
    pair.mark("dan", "8", "opinion")
    readings.submit_reading(dan, pair.document)
    pair.document.readings.update(sighted=False)
    found = cells(report(pair))
    assert (LABEL, "evidence", "evidence", 3) in found
    assert (LABEL, "assertion", "", 1) in found
    assert ("target", "ccp", "ccp+china", 2) in found
    for of, a, b, n in found:
        rows = list(pairing(pair.vera, Filters(), of, a, b).rows())
        assert len(rows) == n, (of, a, b)
        for row in rows:
            said = [side.label if of == LABEL else side.value for side in (row.a, row.b) if side]
            assert said == [value for value in (a, b) if value]
            assert row.a.quote == DIGITS[row.a.start : row.a.end]


@pytest.mark.parametrize("asked", [("label", "truth", "opinion"), ("label", "", "opinion"), ("role", "R5", ""),
                                   ("speaker", "", ""), ("role", "R5", "R9")])  # fmt: skip
def test_a_cell_that_is_not_there_is_refused(pair, asked):
    with pytest.raises(Invalid):
        pairing(pair.vera, Filters(), *asked)


def table(viewer) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(b"".join(pairs_csv(viewer, Filters())).decode())))


def test_the_pairing_table_has_each_pair_and_each_mark_alone(pair):
    rows = table(pair.vera)
    assert [(row["a_quote"], row["b_quote"], row["iou"], row["same_label"]) for row in rows] == [
        ("0123", "0123", "1.0000", "yes"), ("56", "", "", ""), ("789", "789", "1.0000", "no")
    ]  # fmt: skip
    assert [row["passage"] for row in rows] == ["1", "2", "3"]
    assert {row["document"] for row in rows} == {"digits"}
    assert Counter(row["read_by_colleague"] for row in rows) == {"yes": 3}
    assert rows[1]["a_id"] == str(pair.document.annotations.get(quote="56").uuid)


@pytest.mark.parametrize("name", ["cem", "dan"])
def test_a_blind_reader_learns_nothing(house, name):
    house.join("dan", "reviewer")
    house.document = house.add_document("short", DIGITS)
    for reader in ("bob", "ann"):
        house.mark(reader, "2345", "evidence")
    house.submit("bob")
    house.submit("ann")
    house.mark("cem", "89", "opinion")
    found = agreement_report(house.viewers[name])
    assert (found["n_documents"], found["readings_by_kind"]["person"]) == (0, 0)
    assert found["hidden_documents"] == ["short"]
    assert table(house.viewers[name]) == []
    assert report(house)["joint"]["alpha_u"] == 1


def test_who_had_seen_colleagues_is_left_out_and_counted(pair):
    pair.mark("ann", "0", "opinion")
    pair.submit("ann")
    found = report(pair)
    assert (found["n_reviewers"], found["n_sighted"], found["readings_by_kind"]["person"]) == (2, 1, 3)


def test_position_is_that_of_the_unitizing_coefficient(house):
    house.document = house.add_document("short", DIGITS)
    house.mark("bob", "2345", "evidence")
    house.mark("cem", "4567", "evidence")
    house.submit("bob")
    house.submit("cem")
    found = report(house)
    assert (found["position"]["alpha"], found["joint"]["alpha_u"]) == pytest.approx((APART, APART), abs=1e-6)


def n_queries(house: House) -> int:
    with CaptureQueriesContext(connection) as asked:
        agreement_report(house.vera)
    return len(asked)


def test_the_number_of_queries_is_constant(pair):
    agreement_report(pair.vera, Filters(voice="own"))  # what this process keeps of the codebook
    few = n_queries(pair)
    assert n_queries(pair) == 5  # nothing changed: it is kept
    for number in range(3):
        document = pair.add_document(f"more-{number}", DIGITS)
        for name in ("bob", "cem"):
            pair.mark(name, "2345", document=document)
            pair.mark(name, "78", document=document)
            pair.submit(name, document)
    assert n_queries(pair) == few == 13
    readings.reopen_reading(pair.cem, pair.document)
    assert n_queries(pair) == few + 3
