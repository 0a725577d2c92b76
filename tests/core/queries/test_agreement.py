"""Agreement before and after readers talked, against hand calculation, and who may know of it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.models import Document, Label, Participant, Reading, Reviewer, ReviewerKind, Session
from core.queries.agreement import TOO_FEW, agreement_of, before_after
from core.services import annotating, documents, readings
from tests.house import House

DIGITS = "0123456789"
APART = 0.258333  # bob 2-6, cem 4-8 of ten characters: see fixtures/agreement/unitizing.json


@pytest.fixture
def short(house: House) -> House:
    """Bob marked 2-6 of ten characters and Cem 4-8, both as evidence, and both have submitted."""
    house.document = house.add_document("short", DIGITS)
    house.bobs = house.mark("bob", "2345", "evidence")
    house.cems = house.mark("cem", "4567", "evidence")
    house.submit("bob")
    house.submit("cem")
    return house


def change(house: House, name: str, mark, **facts):
    readings.reopen_reading(house.viewers[name], house.document)
    if "start" in facts:
        facts["quote"] = DIGITS[facts["start"] : facts["end"]]
    return annotating.change_annotation(house.viewers[name], mark.uuid, mark.version, facts)


def test_one_state_where_nothing_was_changed(short):
    found = before_after(short.vera, short.document)
    assert found.before is found.after
    assert (found.n_readers, found.n_revised) == (2, 0)
    assert found.before.joint.value == pytest.approx(APART, abs=1e-6)
    assert found.before.position.value == pytest.approx(APART, abs=1e-6)
    assert found.before.per_label["evidence"].value == pytest.approx(APART, abs=1e-6)
    assert found.before.per_label["opinion"].undefined == "nobody marked anything in what two readers read"
    assert found.before.spans.overlap.value == 1  # IoU 2/6
    assert found.before.spans.iou50.value == 0
    assert found.before.labels.alpha.undefined == "nothing was coded by two readers"
    assert (found.before.labels.n_matched, found.before.labels.share_matched) == (0, 0)


def test_a_moved_mark_counts_as_it_stood_before_and_as_it_stands_after(short):
    change(short, "cem", short.cems, start=2, end=6)
    short.submit("cem")
    found = before_after(short.vera, short.document)
    assert found.before.joint.value == pytest.approx(APART, abs=1e-6)
    assert found.after.joint.value == 1
    assert found.after.spans.exact.value == 1
    assert found.n_revised == 1


def test_a_changed_label_moves_the_labels_alpha(short):
    same = change(short, "cem", short.cems, start=2, end=6)
    annotating.change_annotation(short.cem, same.uuid, same.version, {"label": "opinion"})
    short.submit("cem")
    found = before_after(short.vera, short.document)
    assert found.before.labels.n_matched == 0
    # One unit with two values: observed disagreement 2 of 2, expected 2 of 2.
    assert (found.after.labels.alpha.value, found.after.labels.n_matched) == (0, 1)
    assert (found.after.labels.percent.value, found.after.labels.share_matched) == (0, 1)
    assert (found.after.spans.exact.value, found.after.unlabelled.exact.value) == (0, 1)


def test_what_was_deleted_or_added_since_stands_before_or_after_only(short):
    readings.reopen_reading(short.cem, short.document)
    annotating.delete_annotation(short.cem, short.cems.uuid, short.cems.version)
    short.mark("cem", "2345", "evidence")
    short.mark("cem", "9", "opinion")
    short.submit("cem")
    found = before_after(short.vera, short.document)
    assert (found.before.n_marks, found.after.n_marks) == (2, 3)
    assert found.before.joint.value == pytest.approx(APART, abs=1e-6)
    assert found.after.spans.exact.value == pytest.approx(2 / 3)


def test_what_was_deleted_before_the_submission_never_counted(short):
    document = short.add_document("other", DIGITS)
    short.mark("bob", "2345", "evidence", document=document)
    short.mark("cem", "2345", "evidence", document=document)
    gone = short.mark("cem", "89", "opinion", document=document)
    annotating.delete_annotation(short.cem, gone.uuid, gone.version)
    for name in ("bob", "cem"):
        short.submit(name, document)
    readings.reopen_reading(short.cem, document)
    short.submit("cem", document)
    found = before_after(short.vera, document)
    assert (found.before.joint.value, found.after.joint.value, found.n_revised) == (1, 1, 0)


def test_a_reading_that_is_open_again_counts_before_and_not_after(short):
    change(short, "cem", short.cems, start=2, end=6)
    found = before_after(short.vera, short.document)
    assert found.before.joint.value == pytest.approx(APART, abs=1e-6)
    assert found.after.joint.undefined == TOO_FEW
    assert (found.after.n_readers, found.after.labels.share_matched) == (0, None)


def test_the_ranges_count_as_they_were_first_submitted(short):
    readings.reopen_reading(short.cem, short.document)
    readings.submit_reading(short.cem, short.document, ranges=[[4, 10]])
    found = before_after(short.vera, short.document)
    assert found.before.joint.value == pytest.approx(APART, abs=1e-6)
    # 4-10: 4-6 e e, 6-8 b e, 8-10 b b. o_ee 4, o_eb 2, o_bb 4; l_e 6, l_b 6, T 12; s_e 4 + 16, s_b 6;
    # trace e = 12 (16 + 30) / (144 - 26) = 552/118; alpha = 1 - 4 / (12 - 552/118) = 1 - 472/864.
    assert found.after.joint.value == pytest.approx(1 - 472 / 864)


def test_a_second_revision_leaves_the_first_submission_where_it_was(short):
    for span in ((3, 7), (2, 6)):
        short.cems = change(short, "cem", short.cems, start=span[0], end=span[1])
        short.submit("cem")
    found = before_after(short.vera, short.document)
    assert found.before.joint.value == pytest.approx(APART, abs=1e-6)
    assert (found.after.joint.value, found.n_revised) == (1, 1)


def test_a_merged_label_is_what_it_became_in_both_states(short):
    change(short, "cem", short.cems, start=2, end=6)
    short.submit("cem")
    evidence, assertion = (
        Label.objects.get(codebook__project=short.project, key=key) for key in ("evidence", "assertion")
    )
    Label.objects.filter(pk=evidence.pk).update(merged_into=assertion)
    found = before_after(short.vera, short.document)
    assert list(found.before.per_label) == ["assertion", "opinion"]
    assert found.before.per_label["assertion"].value == pytest.approx(APART, abs=1e-6)
    assert found.after.per_label["assertion"].value == 1


def test_uncounted_labels_and_excluded_ranges_are_left_out(short):
    document = documents.add_document(
        short.ann,
        documents.DocumentDraft(key="junk", outlet="gazette", text="junk" + DIGITS, excluded=[(0, 4, "junk")]),
    )
    for name, quote in (("bob", "2345"), ("cem", "4567")):
        short.mark(name, quote, "evidence", document=document)
    short.mark("bob", "junk", "opinion", document=document)
    short.mark("cem", "89", "not-part", document=document)
    for name in ("bob", "cem"):
        short.submit(name, document)
    found = before_after(short.vera, document).before
    assert (found.n_marks, found.joint.value) == (2, pytest.approx(APART, abs=1e-6))


def test_who_had_seen_colleagues_is_left_out(short):
    short.mark("ann", "0", "opinion")
    short.submit("ann")
    assert Reading.objects.get(document=short.document, reviewer__user=short.ann.user).sighted
    assert before_after(short.vera, short.document).n_readers == 2


def test_one_reader_is_no_agreement(house):
    house.mark("bob", "Beijing")
    house.submit("bob")
    found = before_after(house.vera, house.document).before
    for figure in (found.position, found.joint, found.labels.alpha, found.spans.exact, found.per_label["evidence"]):
        assert (figure.value, figure.undefined) == (None, TOO_FEW)


@pytest.mark.parametrize("name", ["cem", "dan", "ada"])
def test_a_blind_reader_learns_nothing(house, name):
    dan = house.join("dan", "reviewer")
    house.document = house.add_document("short", DIGITS)
    house.mark("bob", "2345", "evidence")
    house.mark("ann", "2345", "evidence")
    house.submit("bob")
    house.submit("ann")
    if name != "dan":  # who has begun a reading
        house.mark(name, "89", "opinion")
    found = before_after(dan if name == "dan" else house.viewers[name], house.document)
    assert (found.n_readers, found.before.n_marks, found.before.joint.value) == (0, 0, None)


def test_a_session_counts_its_participants_of_whatever_kind(short):
    dan = short.join("dan", "reviewer")
    Reading.objects.filter(document=short.document).update(sighted=False)
    session = Session.objects.create(project=short.project, document=short.document, host=short.ann.user)
    for viewer in (short.bob, short.cem):
        Participant.objects.create(session=session, user=viewer.user)
    short.mark("dan", "0", "opinion")
    short.submit("dan")
    Reviewer.objects.filter(user=short.cem.user).update(kind=ReviewerKind.SIMULATED)
    Session.objects.filter(pk=session.pk).update(state="revealed", revealed_at=session.created_at)
    assert before_after(short.vera, short.document, session=session).before.n_marks == 2
    assert before_after(short.vera, short.document).before.n_marks == 2  # bob and dan: people
    assert before_after(dan, short.document, session=session).n_readers == 2


def test_before_the_reveal_nobody_knows_of_the_agreement(short):
    session = Session.objects.create(project=short.project, document=short.document, host=short.ann.user)
    for viewer in (short.bob, short.cem):
        Participant.objects.create(session=session, user=viewer.user)
    for name in ("ann", "vera", "bob", "cem"):
        found = before_after(short.viewers[name], short.document, session=session).before
        assert found.joint.undefined == TOO_FEW, name


def test_documents_are_summed(short):
    other = short.add_document("other", DIGITS)
    dan = short.join("dan", "reviewer")
    for name in ("bob", "cem"):
        short.mark(name, "01234", "evidence", document=other)
    readings.submit_reading(dan, other)
    short.submit("bob", other)
    short.submit("cem", other)
    found = agreement_of(short.vera, Document.objects.filter(project=short.project)).before
    assert (found.n_documents, found.n_readers, found.n_marks) == (2, 3, 4)
    assert found.joint.value == pytest.approx(0.254375, abs=1e-6)  # worked out in the fixture
    assert found.labels.alpha.undefined == "all values are equal, so chance agreement cannot be told from agreement"
    # One hit, of bob and cem in the second text. Marks: 1 + 1 in the first; 1 + 1, 1 + 0 and 1 + 0 in the second.
    assert found.spans.exact.value == pytest.approx(2 / 6)


def test_kinds_of_readers_never_meet(short):
    Reviewer.objects.filter(user=short.cem.user).update(kind=ReviewerKind.MACHINE)
    both = [short.document]
    assert agreement_of(short.vera, both).before.joint.undefined == TOO_FEW
    assert agreement_of(short.vera, both, kind="machine").n_readers == 1


def n_queries(house, documents_) -> int:
    with CaptureQueriesContext(connection) as asked:
        agreement_of(house.vera, documents_)
    return len(asked)


def test_the_number_of_queries_is_constant(short):
    all_documents = Document.objects.filter(project=short.project)
    assert n_queries(short, all_documents) == 5
    change(short, "cem", short.cems, start=2, end=6)
    short.submit("cem")
    few = n_queries(short, all_documents)
    assert few == 8
    for number in range(4):
        document = short.add_document(f"more-{number}", DIGITS)
        for name in ("bob", "cem"):
            short.mark(name, "2345", document=document)
            short.mark(name, "78", document=document)
            short.submit(name, document)
        readings.reopen_reading(short.cem, document)
        short.submit("cem", document)
    assert n_queries(short, all_documents) == few
