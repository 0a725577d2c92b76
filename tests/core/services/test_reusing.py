"""What texts share, kept true: as documents come one by one or many at once, again, and two at the same time."""

import threading
from itertools import combinations, permutations

import pytest
from django.db import connection, connections, transaction

from core import access
from core.models import Document, Excluded, Fingerprint, Proposal, Quotation, SharedPassage, SharedQuotation
from core.queries.reuse import reuse_figures, shared_passages, uncompared
from core.services import documents, reusing
from core.services.documents import DocumentDraft, SectionDraft, add_document
from core.text import canonical
from tests.articles import ARTICLES, needs_articles


def filler(name, n):
    return " ".join(f"{name}{number}" for number in range(n))


def rows():
    """All that is stored, without primary keys."""
    passages = SharedPassage.objects.values_list(
        "a__key", "a_start", "a_end", "b__key", "b_start", "b_end", "n_words", "edit_ratio", "containment", "kind"
    )
    quoted = SharedQuotation.objects.values_list(
        "a__document__key", "a__start", "b__document__key", "b__start", "kind", "ratio"
    )
    return sorted(passages), sorted(quoted)


def test_a_document_is_compared_when_it_is_added(house):
    run = filler("p", 100)
    house.add_document("a", f"{filler('x', 60)} {run}")
    other = house.add_document("b", f"{run} {filler('y', 300)}")
    passage = SharedPassage.objects.get()
    assert (passage.a.key, passage.b.key, passage.kind, passage.n_words) == ("a", "b", "copied_section", 100)
    assert passage.a.text[passage.a_start : passage.a_end] == run == passage.b.text[passage.b_start : passage.b_end]
    assert passage.containment == 100 / 160
    assert reusing.compare_document(other) == set()
    assert SharedPassage.objects.get() == passage
    assert not uncompared(house.project).exists()


def test_who_changed_is_told(house):
    first = house.add_document("a", filler("p", 100))
    SharedPassage.objects.all().delete()
    second = house.add_document("b", filler("p", 100))
    SharedPassage.objects.all().delete()
    assert reusing.compare_document(second) == {first.pk, second.pk}
    assert reusing.compare_document(house.document) == set()


def test_quotations_are_kept_with_who_is_quoted_and_drift_is_told(house):
    said = "China has not detected any scheduled chemicals transported to Mexico this year"
    house.add_document("a", f"{filler('x', 40)}. “{said},” said Wang Yi, the minister.")
    house.add_document("b", f"{filler('y', 40)}. The Foreign Ministry said: “{said.replace('detected', 'found')}.”")
    house.add_document("c", f"{filler('z', 40)}. “{said[:36]},” he said.")
    assert list(Quotation.objects.order_by("document__key").values_list("speaker", "n_words")) == [
        ("Wang Yi", 12), ("Foreign Ministry", 12), ("", 6)
    ]  # fmt: skip
    found = SharedQuotation.objects.order_by("a__document__key", "b__document__key")
    assert [(row.a.document.key, row.b.document.key, row.kind) for row in found] == [
        ("a", "b", "drift"), ("a", "c", "exact")
    ]  # fmt: skip
    assert 0.9 < found[0].ratio < 0.95


def _corpus():
    """Copies, a stock phrase in six texts that are otherwise unrelated, quotations that drift."""
    stock = "did not immediately respond to a request for comment on the matter"
    said = filler("s", 15)
    texts = [f"{filler(f'{letter}', 120)}. {stock}. {filler(f'{letter}{letter}', 40)}." for letter in "abcdef"]
    texts.append(f"{texts[0][:400]}. {filler('g', 90)}. He said: “{said}.”")
    texts.append(f"{texts[1][:900]}. {filler('h', 20)}. He said: “{said.replace('s7', 'other')}.”")
    texts.append(f"{filler('i', 90)} {texts[6][:300]} {filler('j', 90)}. She said: “{said[:30]}”.")
    texts.append(filler("k", 50))
    return texts


@pytest.mark.parametrize("order", [range(10), reversed(range(10)), (3, 8, 0, 7, 5, 1, 9, 6, 2, 4)])
def test_one_by_one_in_any_order_or_all_at_once_give_the_same(house, order):
    for number, text in enumerate(_corpus()):
        house.add_document(f"t{number}", text)
    by_adding = rows()
    assert {(a, b) for a, _, _, b, *_ in by_adding[0]} >= {("t0", "t6"), ("t1", "t7")}
    assert not {(a, b) for a, _, _, b, *_ in by_adding[0]} & set(permutations(("t0", "t1", "t2", "t3", "t4", "t5"), 2))
    keys = [f"t{number}" for number in order]
    for empty in (SharedQuotation, SharedPassage, Quotation, Fingerprint):
        empty.objects.all().delete()
    for key in keys:
        reusing.compare_document(Document.objects.get(project=house.project, key=key))
    assert rows() == by_adding
    for empty in (SharedQuotation, SharedPassage, Quotation, Fingerprint):
        empty.objects.all().delete()
    assert reusing.bring_up_to_date(house.project)["compared"] == 11
    assert rows() == by_adding
    assert reusing.bring_up_to_date(house.project)["compared"] == 0


def test_a_paragraph_is_told_that_more_articles_have_than_a_phrase_until_too_many_have_it(house, monkeypatch):
    monkeypatch.setattr("core.services.reuse_candidates._USUAL_FROM", (2, 3, 5))
    for module in ("core.reuse.phrases", "core.services.reuse_candidates"):
        for name, least in (("STOCK", 2), ("STOCK_LONG", 3), ("STOCK_PARAGRAPH", 5)):
            monkeypatch.setattr(f"{module}.{name}", least)
    paragraph, phrase = filler("p", 70), filler("q", 30)
    for letter in "abcde":
        told = rows()[0]
        house.add_document(letter, f"{filler(letter, 200)} {paragraph} {filler(2 * letter, 200)} {phrase}")
    assert sorted((row[0], row[3], row[6]) for row in told) == [
        (one, two, 70) for one, two in combinations("abcd", 2)
    ]  # fmt: skip
    assert rows()[0] == []
    for empty in (Quotation, Fingerprint):
        empty.objects.all().delete()
    reusing.bring_up_to_date(house.project)
    assert rows()[0] == []


def test_many_at_once_join_those_that_are_there(house):
    for number, text in enumerate(_corpus()):
        house.add_document(f"t{number}", text)
    by_adding = rows()
    last = list(Document.objects.filter(key__in=["t0", "t1", "t2", "t3", "t4", "t5", "t6", "t7", "t8"]))
    SharedPassage.objects.all().delete()
    SharedQuotation.objects.all().delete()
    Quotation.objects.all().delete()
    Fingerprint.objects.filter(document__in=last).delete()
    told = []
    reusing.bring_up_to_date(house.project, lambda done, total, unit, message="": told.append((done, total)))
    assert rows() == by_adding
    assert told[-1] == (36, 36)
    assert told == sorted(told)


def test_sections_and_excluded_ranges_decide_what_it_is_called_and_nothing_is_hashed_anew(house):
    section = filler("s", 60)
    stitched = house.add_document("a", f"{filler('x', 500)} {section} {filler('y', 500)}")
    house.add_document("b", f"{filler('z', 800)} {section}")
    assert SharedPassage.objects.get().kind == "shared_passage"
    start = stitched.text.index("s0")
    outlets = {house.document.outlet.key: house.document.outlet}
    draft = SectionDraft(start, start + len(section), "gazette")
    documents.set_ranges(stitched, [draft], [], outlets=outlets)
    assert SharedPassage.objects.get().kind == "copied_section"
    documents.set_ranges(stitched, [], [(start, start + len(section), "links")], outlets=outlets)
    assert not SharedPassage.objects.exists()
    assert Excluded.objects.count() == 1
    Excluded.objects.all().delete()
    Fingerprint.objects.filter(document=stitched).update(shingles=[])  # would be needed if it were hashed anew
    assert reusing.compare_document(stitched) == set()


def test_versions_of_one_article_are_never_compared(house):
    first = house.add_document("a", filler("p", 100))
    second = house.add_document("b", filler("q", 100))
    Document.objects.filter(pk=second.pk).update(version_of=first.pk, version_number=2)
    Document.objects.filter(pk=first.pk).update(is_current=False)
    SharedPassage.objects.all().delete()
    third = house.add_document("c", f"{filler('p', 100)} {filler('q', 100)}")
    assert {(row.a.key, row.b.key) for row in SharedPassage.objects.all()} == {("a", "c"), ("b", "c")}
    figures = reuse_figures(access.keeper(house.project))
    assert [row["a"]["document"] for row in figures["shared"]] == ["b"]
    assert [row.b.key for row in shared_passages(access.keeper(house.project), first)] == ["c"]
    assert [row.a.key for row in shared_passages(access.keeper(house.project), third)] == ["b"]
    Document.objects.filter(pk=third.pk).update(version_of=first.pk, version_number=3)
    third.refresh_from_db()
    assert not shared_passages(access.keeper(house.project), third)
    for row in (first, second, third):
        reusing.compare_document(Document.objects.get(pk=row.pk))
    assert not SharedPassage.objects.exists()


def test_other_projects_are_another_world(house):
    from tests.house import House

    other = House("other")
    house.add_document("a", filler("p", 100))
    other.add_document("b", filler("p", 100))
    assert not SharedPassage.objects.exists()


def test_one_more_costs_the_same_number_of_queries_whatever_the_number(house, django_assert_num_queries):
    def cost(document):
        with connection.cursor(), _counting() as queries:
            reusing.compare_document(document)
        return len(queries)

    run = filler("p", 50)
    for number in range(3):
        house.add_document(f"a{number}", f"{run} {filler(f'x{number}', 60)}")
    few = cost(house.add_document("b", f"{run} {filler('y', 60)}"))
    for number in range(10):
        house.add_document(f"c{number}", f"{run} {filler(f'z{number}', 60)}")
    many = cost(house.add_document("d", f"{run} {filler('v', 60)}"))
    assert many == few


def _counting():
    from django.test.utils import CaptureQueriesContext

    return CaptureQueriesContext(connection)


@pytest.mark.django_db(transaction=True)
def test_two_at_once_do_not_double(house):
    run = filler("p", 100)
    house.add_document("a", run)
    done = []

    def add(key):
        try:
            add_document(house.ann, DocumentDraft(key=key, outlet="gazette", text=f"{run} {filler(key, 50)}"))
            reusing.bring_up_to_date(house.project)
            done.append(key)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=add, args=(key,)) for key in ("b", "c", "d")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done) == ["b", "c", "d"]
    keys = [tuple(sorted((row.a.key, row.b.key))) for row in SharedPassage.objects.all()]
    assert sorted(keys) == [("a", "b"), ("a", "c"), ("a", "d"), ("b", "c"), ("b", "d"), ("c", "d")]


def killed(*_):
    raise KeyboardInterrupt


def test_what_was_compared_and_not_proposed_for_is_found_to_do_again(house, monkeypatch):
    house.add_document("tailed", f"{_corpus()[0]}\n\nLeave a Comment")
    Fingerprint.objects.all().delete()
    Proposal.objects.all().delete()
    with monkeypatch.context() as patch:
        patch.setattr(reusing, "propose_all", killed)
        with pytest.raises(KeyboardInterrupt):
            reusing.bring_up_to_date(house.project)
    assert reusing.bring_up_to_date(house.project)["compared"] == 2
    assert Proposal.objects.count() == 1


def test_nothing_is_left_when_it_is_cancelled(house):
    for number, text in enumerate(_corpus()):
        house.add_document(f"t{number}", text)
    Fingerprint.objects.all().delete()

    def progress(done, total, unit, message=""):
        if message == "Comparing passages":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), transaction.atomic():
        reusing.bring_up_to_date(house.project, progress)
    assert not Fingerprint.objects.exists()


@needs_articles
def test_of_the_five_articles_and_parts_of_the_blog_each_part_is_a_copied_section_to_the_word(house):
    texts = {path.name[:3]: canonical.decode(path.read_bytes()) for path in sorted(ARTICLES.glob("00[0-4]_*.txt"))}
    parts = [(285, 6312), (6312, 16235), (16235, 22496), (22496, 92639), (92639, 105009)]
    for key, text in texts.items():
        house.add_document(key, text)
    assert not SharedPassage.objects.exists()
    (drift,) = SharedQuotation.objects.all()
    assert (drift.a.document.key, drift.b.document.key, drift.kind) == ("000", "001", "drift")
    assert abs(drift.ratio - 0.855) < 0.01
    assert (drift.a.speaker, drift.b.speaker) == ("Chinese Embassy in Washington",) * 2
    for start, end in parts:
        house.add_document(f"part-{start}", texts["001"][start:end])
    found = SharedPassage.objects.order_by("a_start")
    assert {(row.a.key, row.kind) for row in found} == {("001", "copied_section")}
    assert [row.b.key for row in found] == [f"part-{start}" for start, _ in parts]
    for row, (start, end) in zip(found, parts, strict=True):
        assert row.a_start == start
        assert texts["001"][row.a_end : end].strip(" \n\u00a0.”") == ""
        assert (row.b_start, row.b_end, row.edit_ratio) == (0, row.a_end - start, 1.0)
