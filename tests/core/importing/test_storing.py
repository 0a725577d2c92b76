"""What an import stores, and what it leaves alone."""

import pytest
from django.db import connection

from core.importing.interchange import ANNOTATIONS
from core.models import Annotation, Coverage, Document, Event, Link, Project, Reading
from core.services.codebooks import codebook_data
from tests.core.importing.files import (
    CORPUS,
    DOCUMENT,
    FILE,
    ID,
    LINK,
    MARK,
    OUTLET,
    READING,
    REVIEWER,
    SECOND,
    TEXT,
    take,
    without,
)  # fmt: skip
from tests.house import House

OWN_CODEBOOK = {
    "type": "codebook", "key": "default", "version": 1, "labels": [{"key": "fact"}, {"key": "view", "letter": "V"}],
    "facets": [{"key": "target", "values": [{"key": "moon", "group": "sky"}]}],
    "focus": {"name": "Moon", "groups": ["sky"], "names": ["Moon"]},
}  # fmt: skip


@pytest.fixture
def filled(project: Project) -> Project:
    """The project with the small corpus in it."""
    assert take(project, CORPUS).stored
    return project


def test_postgres_knows_of_the_many_rows_that_a_large_file_brought(project: Project) -> None:
    outlets = [{"type": "outlet", "id": f"o{n}", "name": f"Outlet {n}"} for n in range(1000)]
    assert take(project, [FILE, *outlets]).stored
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE relname = 'core_outlet'")
        assert cursor.fetchone()[0] >= 1000


def test_the_same_file_again_changes_nothing(filled: Project) -> None:
    before = list(Annotation.objects.values_list("pk", "version", "updated_at"))
    report = take(filled, CORPUS)
    assert (report.n_added, report.n_unchanged, report.n_refused) == (0, len(CORPUS), 0)
    assert list(Annotation.objects.values_list("pk", "version", "updated_at")) == before


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (OUTLET | {"name": "Other"}, "name is 'The Gazette' here and 'Other' in the file"),
        (DOCUMENT | {"title": "Other"}, "title is 'A title' here and 'Other' in the file"),
        (DOCUMENT | {"text": TEXT + "!"}, "the text is another one"),
        (DOCUMENT | {"excluded": []}, "excluded is a list of 1 here and a list of 0 in the file"),
        (DOCUMENT | {"sections": [{"start": 0, "end": 24, "genre": "op-ed"}]}, "sections 1 genre is 'news' here"),
        (REVIEWER | {"kind": "machine"}, "is a person here and a machine in the file"),
        (READING | {"ranges": [[0, 24]]}, "ranges is a list of 2 here"),
        (MARK | {"note": "Other."}, "note is 'A note.' here and 'Other.' in the file"),
        (MARK | {"facets": {"target": "ccp"}}, "facets"),
        (MARK | {"created_at": "2026-11-22T00:00:00Z"}, "created_at"),
        (LINK | {"kind": "contradicts"}, "'supports' here and 'contradicts' in the file"),
    ],
    ids=str,
)  # fmt: skip
def test_a_known_id_with_other_content_is_refused_and_shows_the_difference(
    filled: Project, line: dict, words: str
) -> None:
    report = take(filled, [FILE, line])
    assert report.refusals[0].code == "id_reused"
    assert words in report.refusals[0].reason


def test_what_a_line_does_not_say_is_not_compared(filled: Project) -> None:
    report = take(filled, [FILE, {"type": "document", "id": "d1", "outlet": "gazette", "text": TEXT}])
    assert report.n_refused == 0


def test_a_deleted_mark_does_not_come_back(filled: Project) -> None:
    Annotation.objects.filter(uuid=ID.format(1)).update(deleted_at="2026-11-22T00:00:00Z")
    assert take(filled, [FILE, MARK]).refusals[0].code == "deleted_mark"


def test_marks_without_a_reading_line_imply_a_whole_submitted_reading(project: Project) -> None:
    take(project, [FILE, OUTLET, DOCUMENT, REVIEWER, MARK])
    reading = Reading.objects.get(document__project=project)
    assert (reading.state, reading.ranges, reading.none_here) == ("submitted", None, [])


def test_a_mark_in_an_excluded_range_is_kept_reported_and_enters_no_figure(project: Project) -> None:
    inside = without(MARK, "quote") | {"start": 70, "end": 80}
    report = take(project, [FILE, OUTLET, DOCUMENT, REVIEWER, inside])
    assert [(note.line, note.code) for note in report.notes] == [(5, "in_excluded_range")]
    assert not Annotation.objects.get(project=project).in_figures


def test_an_uncounted_label_may_stand_anywhere(project: Project) -> None:
    ranges = READING | {"ranges": [[0, 24]]}
    junk = {"type": "annotation", "id": ID.format(9), "document": "d1", "reviewer": "r1", "start": 67, "end": 84,
            "label": "not-part"}  # fmt: skip
    report = take(project, [FILE, OUTLET, DOCUMENT, REVIEWER, ranges, junk])
    assert (report.n_refused, report.notes) == (0, ())


def test_a_codebook_line_becomes_the_codebook_of_a_project_without_marks(project: Project) -> None:
    assert take(project, [FILE, OWN_CODEBOOK]).stored
    stored = codebook_data(project.codebook)
    assert [label["key"] for label in stored["labels"]] == ["fact", "view"]
    assert take(project, [FILE, OWN_CODEBOOK]).counts["codebook"].unchanged == 1


def test_another_codebook_is_refused_once_there_are_marks(filled: Project) -> None:
    refused = take(filled, [FILE, OWN_CODEBOOK]).refusals[0]
    assert refused.code == "codebook_differs"
    assert "labels" in refused.reason


def test_a_refused_codebook_leaves_the_one_in_force(project: Project) -> None:
    broken = OWN_CODEBOOK | {"labels": [{"key": "a"}, {"key": "a"}]}
    report = take(project, [FILE, broken, OUTLET, DOCUMENT, REVIEWER, MARK], skip_refused=True)
    assert [row.code for row in report.refusals] == ["codebook_invalid"]
    assert Annotation.objects.filter(project=project).count() == 1


def test_a_text_without_an_outlet_belongs_to_the_unidentified(project: Project) -> None:
    take(project, [FILE, {"type": "document", "id": "d1", "text": "Words."}])
    assert Document.objects.get(project=project).outlet.key == "unidentified"


def test_a_section_may_copy_a_document_that_comes_later_or_each_other(project: Project) -> None:
    one = {"type": "document", "id": "a", "text": "China one.", "sections": [{"start": 0, "end": 5, "copy_of": "b"}]}
    two = {"type": "document", "id": "b", "text": "China two.", "sections": [{"start": 0, "end": 5, "copy_of": "a"}]}
    assert take(project, [FILE, one, two]).stored
    copied = Document.objects.get(project=project, key="a").sections.get()
    assert copied.copy_of.key == "b"
    assert not copied.part.counted


def test_an_empty_project_becomes_as_invented_as_its_first_file(project: Project) -> None:
    take(project, [FILE | {"invented": True}, *CORPUS[1:]])
    assert Project.objects.get(pk=project.pk).invented


def test_event_numbers_go_on_from_the_documents_own(filled: Project) -> None:
    more = without(MARK, "quote") | {"id": ID.format(3), "start": 6, "end": 12}
    take(filled, [FILE, more])
    document = Document.objects.get(project=filled)
    numbers = list(Event.objects.filter(document=document).order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, 6))
    assert document.last_event == 5


def test_what_a_reading_covered_follows_later_marks(project: Project) -> None:
    def marked() -> list[int]:
        rows = Coverage.objects.filter(reading__document__project=project).order_by("part")
        return list(rows.values_list("n_sentences_marked", flat=True))

    take(project, [FILE, OUTLET, DOCUMENT, REVIEWER, without(READING, "ranges")])
    assert marked() == [0, 0]
    take(project, [FILE, MARK])
    assert marked() == [1, 0]


def test_new_marks_under_a_members_code_name_are_refused(house: House) -> None:
    house.mark("bob", "China banned the trade in 2019")
    code_name = Reading.objects.get().reviewer.code_name
    forged = {"type": "annotation", "id": ID.format(1), "document": "d1", "reviewer": code_name, "start": 0,
              "end": 10, "label": "opinion"}  # fmt: skip
    assert take(house.project, [FILE, forged]).refusals[0].code == "member_account"


def test_a_members_own_mark_read_back_is_unchanged(house: House) -> None:
    mark = house.mark("bob", "China banned the trade in 2019")
    line = {"type": "annotation", "id": str(mark.uuid), "document": "d1", "reviewer": mark.reading.reviewer.code_name,
            "start": mark.start, "end": mark.end, "label": "assertion"}  # fmt: skip
    assert take(house.project, [FILE, line]).counts["annotation"].unchanged == 1


def test_the_same_ids_may_stand_in_two_projects(filled: Project, house: House) -> None:
    house.join("dee", "owner")
    report = take(house.project, [FILE, OUTLET, DOCUMENT | {"id": "d2"}, REVIEWER,
                                  MARK | {"document": "d2"}])  # fmt: skip
    assert report.stored, report.refusals


def test_annotations_alone_add_no_documents(filled: Project) -> None:
    more = without(MARK, "quote") | {"id": ID.format(3), "start": 6, "end": 12}
    allowed = take(filled, [FILE, DOCUMENT, more], adds=ANNOTATIONS)
    assert allowed.stored
    refused = take(filled, [FILE, DOCUMENT | {"id": "d2"}], adds=ANNOTATIONS)
    assert refused.refusals[0].code == "not_added_here"


def test_links_are_stored_between_marks_of_one_reading(filled: Project) -> None:
    link = Link.objects.get()
    assert (str(link.from_annotation.uuid), str(link.to_annotation.uuid)) == (ID.format(1), ID.format(2))
    event = Event.objects.get(kind=Event.Kind.LINKED)
    assert (event.other, event.link_kind, event.version) == (link.to_annotation, link.kind, 1)


def test_every_event_of_a_mark_says_which_version_it_made(filled: Project) -> None:
    assert set(Event.objects.filter(kind=Event.Kind.ADDED).values_list("version", flat=True)) == {1}


def test_a_moment_without_a_zone_is_read_as_utc_and_noted(project: Project) -> None:
    report = take(project, [FILE, OUTLET, DOCUMENT, REVIEWER, MARK | {"created_at": "2026-11-21T09:30:00"}])
    assert [note.code for note in report.notes] == ["zone_guessed"]
    assert Annotation.objects.get().created_at.isoformat() == "2026-11-21T09:30:00+00:00"


def test_an_import_takes_the_same_number_of_queries_for_ten_and_for_two_hundred_marks(
    project: Project, django_assert_max_num_queries: object
) -> None:
    take(project, CORPUS[:5])
    for first, n in ((100, 10), (300, 200)):
        marks = [
            without(MARK, "quote", "facets")
            | {"id": ID.format(first + i), "start": i % 10, "end": first // 100 * 4 + 7 + i // 10}
            for i in range(n)
        ]
        with django_assert_max_num_queries(45):
            report = take(project, [FILE, *marks])
        assert report.stored, report.refusals[:2]


def test_a_second_mark_for_another_target_on_the_same_span_is_kept(project: Project) -> None:
    twice = MARK | {"id": ID.format(2), "facets": {"target": "ccp"}}
    assert take(project, [FILE, OUTLET, DOCUMENT, REVIEWER, MARK, twice, SECOND | {"id": ID.format(3)}]).stored
