"""Codebook growth: what an operation does to rules, marks, links, readings and figures; nothing is lost."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from core import access
from core.errors import Conflict, Forbidden, Invalid, NotFound
from core.models import Annotation, Codebook, CodebookChange, Event, FacetValue, Label, Link, Reading, Thread
from core.queries.codebook_growth import drafts, preview, published
from core.queries.codebooks import rules_of
from core.queries.comparison import comparison
from core.queries.filters import Filters
from core.services import annotating, codebook_growth, discussing, earlier, undoing
from core.services.codebooks import codebook_data

QUOTE = "There is no proof of state policy"


def draft(house, kind, target, by="ann", **details):
    viewer = access.viewer(getattr(house, by).user, house.project.slug)
    return codebook_growth.draft_change(viewer, id=uuid.uuid4(), kind=kind, target=target, details=details)[0]


def publish(house):
    done = codebook_growth.publish_changes(access.viewer(house.ann.user, house.project.slug))
    for name in house.viewers:  # who asks next asks with the rules of now
        house.viewers[name] = access.viewer(house.viewers[name].user, house.project.slug)
    house.project.refresh_from_db()
    return done


def grown(house, kind, target, **details):
    draft(house, kind, target, **details)
    return publish(house)[0]


def rules(house):
    return rules_of(house.ann.project.codebook)


def refused(house, kind, target, **details):
    with pytest.raises(Invalid) as caught:
        draft(house, kind, target, **details)
    return caught.value.code


def test_a_draft_changes_nothing_until_it_is_published(house):
    made = draft(house, "add-label", "rumour", name="Rumour", letter="M")
    assert "rumour" not in rules(house).labels
    (done,) = publish(house)
    assert (done.pk, done.state, done.revision, done.n_marks) == (made.pk, "published", 2, 0)
    assert Codebook.objects.get().revision == 2
    assert house.mark("bob", QUOTE, "rumour").label.key == "rumour"
    assert publish(house) == []
    assert Codebook.objects.get().revision == 2


def test_the_same_draft_again_is_no_other(house):
    viewer, same = house.ann, uuid.uuid4()
    told = {"id": same, "kind": "retire-label", "target": "opinion"}
    assert codebook_growth.draft_change(viewer, **told)[1] is True
    assert codebook_growth.draft_change(viewer, **told)[1] is False
    with pytest.raises(Invalid) as caught:
        codebook_growth.draft_change(viewer, **told | {"target": "evidence"})
    assert caught.value.code == "id_reused"


@pytest.mark.parametrize("name", ["bob", "vera", "ada"])
def test_only_the_owner_changes_a_codebook(house, name):
    viewer = getattr(house, name)
    for write in (lambda: draft(house, "retire-label", "opinion", name), lambda: preview(viewer),
                  lambda: codebook_growth.publish_changes(viewer),
                  lambda: codebook_growth.drop_change(viewer, uuid.uuid4())):  # fmt: skip
        with pytest.raises(Forbidden):
            write()


def test_a_label_gets_another_name_and_never_another_key(house):
    mark = house.mark("bob", QUOTE)
    done = grown(house, "rename-label", "assertion", name="Claim", letter="C", guide={"counts": ["a claim"]})
    label = rules(house).labels["assertion"]
    assert (label.name, label.letter, label.guide, done.n_marks) == ("Claim", "C", {"counts": ["a claim"]}, 1)
    mark.refresh_from_db()
    assert mark.version == 1
    assert refused(house, "rename-label", "assertion", key="claim") == "change_invalid"


def test_a_retired_label_stays_on_old_marks_and_is_refused_on_new_ones(house):
    mark = house.mark("bob", QUOTE, "opinion")
    assert grown(house, "retire-label", "opinion").n_marks == 1
    with pytest.raises(Invalid, match="retired") as caught:
        house.mark("bob", "Beijing", "opinion")
    assert caught.value.code == "unknown_label"
    other = house.mark("bob", "Beijing")
    with pytest.raises(Invalid, match="retired"):
        annotating.change_annotation(house.bob, other.uuid, 1, {"label": "opinion"})
    changed = annotating.change_annotation(house.bob, mark.uuid, 1, {"note": "still"})
    assert (changed.label.key, changed.note) == ("opinion", "still")


def test_a_retired_value_stays_and_is_refused_on_other_marks(house):
    mark = house.mark("bob", QUOTE, facets={"target": "ccp", "role": "R5"})
    assert grown(house, "retire-value", "target/ccp").n_marks == 1
    changed = annotating.change_annotation(
        house.bob, mark.uuid, 1, {"note": "still", "facets": {"target": "ccp", "role": "R4"}}
    )
    assert changed.facets == {"target": "ccp", "role": "R4"}
    with pytest.raises(Invalid, match="retired") as caught:
        house.mark("bob", "Beijing", facets={"target": "ccp"})
    assert caught.value.code == "unknown_facet"


def test_a_mark_with_a_retired_label_is_undone_restored_and_split(house):
    mark = house.mark("bob", QUOTE, "opinion")
    annotating.change_annotation(house.bob, mark.uuid, 1, {"note": "x"})
    grown(house, "retire-label", "opinion")
    undoing.undo_step(house.bob, house.document, uuid.uuid4())
    annotating.delete_annotation(house.bob, mark.uuid, 3)
    assert earlier.restore_annotation(house.bob, mark.uuid, 2, at_version=4).label.key == "opinion"
    from core.services.splitting import split_annotation

    first, second = split_annotation(house.bob, mark.uuid, 5, mark.start + 9, uuid.uuid4())
    assert (first.label.key, second.label.key) == ("opinion", "opinion")


def test_a_merge_gives_marks_the_other_label_as_new_versions(house):
    mark, gone = house.mark("bob", QUOTE, "opinion"), house.mark("bob", "Beijing", "opinion")
    annotating.delete_annotation(house.bob, gone.uuid, 1)
    house.submit("bob")
    done = grown(house, "merge-label", "opinion", into="assertion")
    mark.refresh_from_db()
    assert (mark.label.key, mark.version, mark.changed_by, done.n_marks) == ("assertion", 2, house.ann.user, 1)
    assert [row.label.key for row in mark.history.order_by("pgh_id")] == ["opinion", "assertion"]
    event = Event.objects.get(kind="annotation-changed")
    assert (event.annotation, event.step, event.version) == (mark, None, 2)
    house.document.refresh_from_db()
    assert house.document.last_event == event.number == Event.objects.count()
    reading = Reading.objects.get()
    assert (reading.state, reading.none_here) == ("submitted", ["evidence"])
    assert "opinion" not in rules(house).labels
    label = Label.objects.get(key="opinion")
    assert (label.merged_into.key, label.retired_at is not None) == ("assertion", True)
    gone.refresh_from_db()
    assert (gone.label.key, gone.version) == ("opinion", 2)


def test_nobodys_undo_takes_a_merge_back_and_what_was_said_before_it_cannot_return(house):
    mark = house.mark("bob", QUOTE, "opinion")
    grown(house, "merge-label", "opinion", into="assertion")
    with pytest.raises(Conflict) as caught:
        undoing.undo_step(house.bob, house.document, uuid.uuid4())
    assert caught.value.code == "nothing_to_undo"
    with pytest.raises(Conflict) as caught:
        earlier.restore_annotation(house.bob, mark.uuid, 1, at_version=2)
    assert caught.value.code == "state_retired"
    with pytest.raises(Invalid, match="merged into 'assertion'"):
        house.mark("bob", "Beijing", "opinion")


def test_what_would_stand_twice_stands_once_and_no_link_or_thread_is_lost(house):
    kept, twin = house.mark("bob", QUOTE), house.mark("bob", QUOTE, "opinion", note="a note of its own")
    basis, other = house.mark("bob", "China banned", "evidence"), house.mark("bob", "Nobody asked", "evidence")
    annotating.add_link(house.bob, basis.uuid, twin.uuid, "supports")
    annotating.add_link(house.bob, other.uuid, twin.uuid, "contradicts")
    annotating.add_link(house.bob, other.uuid, kept.uuid, "supports")  # the twin's own cannot move beside it
    annotating.add_link(house.bob, twin.uuid, kept.uuid, "supports")  # nor can a tie of the two
    thread, _ = discussing.start_thread(
        house.bob, house.document, id=uuid.uuid4(), annotation=twin.uuid, text="Is it an opinion?"
    )
    made = draft(house, "merge-label", "opinion", into="assertion")
    (told,) = preview(house.ann)
    assert (told.change, told.n_marks, told.n_readers, told.n_documents, told.n_twice) == (made, 1, 1, 1, 1)
    publish(house)
    standing = Annotation.objects.filter(deleted_at__isnull=True, label__key="assertion")
    assert [row.uuid for row in standing] == [kept.uuid]
    twin.refresh_from_db()
    assert (twin.version, twin.note, twin.history.count()) == (2, "a note of its own", 2)
    assert Event.objects.get(kind="annotation-deleted").annotation == twin
    assert Link.objects.count() == 4
    assert Link.objects.filter(from_annotation=basis, to_annotation=kept, kind="supports").exists()
    assert Thread.objects.get(pk=thread.pk).annotation == kept


def test_a_merge_of_targets_rewrites_marks_and_leaves_no_twin(house):
    kept = house.mark("bob", QUOTE, facets={"target": "ccp"})
    twin = house.mark("bob", QUOTE, facets={"target": "prc-government"})
    moved = house.mark("bob", "Beijing", facets={"target": "prc-government", "role": "R5"})
    draft(house, "merge-value", "target/prc-government", into="ccp")
    (told,) = preview(house.ann)
    assert (told.n_marks, told.n_twice) == (2, 1)
    assert publish(house)[0].n_marks == 2
    for row in (kept, twin, moved):
        row.refresh_from_db()
    assert (kept.version, twin.deleted_at is not None) == (1, True)
    assert (moved.facets, moved.target, moved.version) == ({"target": "ccp", "role": "R5"}, "ccp", 2)
    assert list(moved.facets) == ["role", "target"] or list(moved.facets) == ["target", "role"]
    assert "prc-government" not in rules(house).facets["target"].values


def test_a_merged_rung_leaves_its_band_and_a_new_one_joins_the_nearest(house):
    grown(house, "merge-value", "role/R4", into="R5")
    role = rules(house).facets["role"]
    assert "R4" not in role.values
    assert not [band for band in role.bands if "R4" in band[1]]
    grown(house, "add-value", "role/R6", name="does it openly", rank=6)
    role = rules(house).facets["role"]
    (band,) = [values for _, values in role.bands if "R6" in values]
    assert "R5" in band


def test_a_chain_of_merges_is_followed_and_told(house):
    house.mark("bob", QUOTE, "opinion")
    house.mark("bob", QUOTE, "evidence")
    draft(house, "merge-label", "opinion", into="assertion")
    draft(house, "merge-label", "assertion", into="evidence")
    told = preview(house.ann)
    assert [(row.n_marks, row.n_twice) for row in told] == [(1, 0), (1, 1)]
    publish(house)
    assert Annotation.objects.filter(deleted_at__isnull=True).get().label.key == "evidence"
    assert rules(house).as_it_stands("opinion", {"target": "ccp"}) == ("evidence", {"target": "ccp"})


def test_values_that_go_with_a_label_go_along_when_it_is_merged(house):
    value = FacetValue.objects.filter(label__key="opinion").first()
    facet = value.facet.key
    mark = house.mark("bob", QUOTE, "opinion", facets={facet: value.key})
    grown(house, "merge-label", "opinion", into="assertion")
    assert annotating.change_annotation(house.bob, mark.uuid, 2, {"note": "x"}).facets == {facet: value.key}


def test_figures_follow_a_merge_and_count_what_is_retired(house):
    document = house.add_document("long", ("China did it again. " * 120).strip())
    house.mark("bob", "China did it again", "opinion", document=document)
    house.submit("bob", document)
    house.project.figures_from = "person"
    house.project.save()

    def counts():
        rows = comparison(access.viewer(house.ann.user, "house"), Filters()).origins
        return {key: measure.n for key, measure in rows[0].labels.items() if measure.n}

    grown(house, "retire-label", "opinion")
    assert counts() == {"opinion": 1}
    grown(house, "merge-label", "opinion", into="assertion")
    assert counts() == {"assertion": 1}


@pytest.mark.parametrize(
    ("kind", "target", "details"),
    [
        ("add-label", "evidence", {"name": "Again"}),
        ("add-label", "a b", {"name": "No key"}),
        ("add-label", "x" * 101, {}),
        ("add-label", "rumour", {"letter": "E"}),
        ("add-label", "rumour", {"pk": 1}),
        ("add-label", "rumour", {"name": "x" * 101}),
        ("rename-label", "evidence", {}),
        ("rename-label", "nothing", {"name": "x"}),
        ("rename-label", "evidence", {"name": ""}),
        ("merge-label", "evidence", {"into": "evidence"}),
        ("merge-label", "evidence", {"into": "nothing"}),
        ("merge-label", "evidence", {"into": "not-part"}),
        ("merge-label", "evidence", {}),
        ("retire-label", "nothing", {}),
        ("retire-label", "evidence", {"name": "x"}),
        ("add-value", "target/ccp", {}),
        ("add-value", "speaker/somebody", {}),
        ("add-value", "nothing/somebody", {}),
        ("add-value", "target", {}),
        ("add-value", "role/R9", {"rank": 5}),
        ("add-value", "target/un", {"label": "nothing"}),
        ("merge-value", "role/R5", {"into": "ccp"}),
        ("retire-value", "role/R9", {}),
    ],
)
def test_an_operation_that_does_not_hold_is_refused_when_it_is_drafted(house, kind, target, details):
    assert refused(house, kind, target, **details) == "change_invalid"
    assert not CodebookChange.objects.exists()


@pytest.mark.parametrize(("target", "details"), [(None, {}), (5, {}), ("", {}), ("evidence", [])])
def test_an_operation_of_another_form_is_refused(house, target, details):
    with pytest.raises(Invalid):
        codebook_growth.draft_change(house.ann, id=uuid.uuid4(), kind="retire-label", target=target, details=details)
    with pytest.raises(Invalid) as caught:
        codebook_growth.draft_change(house.ann, id=uuid.uuid4(), kind="burn", target="evidence")
    assert caught.value.code == "unknown_kind"


def test_drafts_are_checked_as_if_those_before_were_published(house):
    added = draft(house, "add-label", "rumour", name="Rumour")
    draft(house, "merge-label", "opinion", into="rumour")
    assert refused(house, "retire-label", "opinion") == "change_invalid"
    with pytest.raises(Conflict) as caught:
        codebook_growth.drop_change(house.ann, added.uuid)
    assert caught.value.code == "draft_needed"
    last = drafts(house.ann).last()
    codebook_growth.drop_change(house.ann, last.uuid)
    codebook_growth.drop_change(house.ann, last.uuid)
    codebook_growth.drop_change(house.ann, added.uuid)
    assert publish(house) == []
    with pytest.raises(NotFound):
        codebook_growth.drop_change(house.ann, uuid.uuid4())


def test_what_is_published_is_recorded_and_is_not_dropped(house):
    done = grown(house, "retire-label", "opinion")
    assert [(row.target, row.revision, row.made_by) for row in published(house.ann)] == [("opinion", 2, house.ann.user)]
    assert done.published_at > timezone.now() - timedelta(minutes=1)
    with pytest.raises(Conflict) as caught:
        codebook_growth.drop_change(house.ann, done.uuid)
    assert caught.value.code == "already_published"


def test_the_last_label_that_counts_is_not_retired(house):
    for key in ("evidence", "opinion"):
        draft(house, "retire-label", key)
    assert refused(house, "retire-label", "assertion") == "change_invalid"


def test_the_codebook_line_says_what_is_retired_and_leaves_out_what_was_merged(house):
    draft(house, "retire-label", "opinion")
    draft(house, "merge-label", "evidence", into="assertion")
    draft(house, "retire-value", "target/ccp")
    publish(house)
    data = codebook_data(Codebook.objects.get())
    assert [(row["key"], row.get("retired")) for row in data["labels"]] == [
        ("assertion", None), ("opinion", True), ("not-part", None),
    ]  # fmt: skip
    target = next(row for row in data["facets"] if row["key"] == "target")
    assert [row["key"] for row in target["values"] if row.get("retired")] == ["ccp"]


def test_another_project_keeps_its_codebook(house):
    from tests.house import House

    other = House("other")
    mark = other.mark("bob", QUOTE, "opinion")
    grown(house, "merge-label", "opinion", into="assertion")
    grown(house, "merge-value", "target/ccp", into="prc-government")
    mark.refresh_from_db()
    assert (mark.label.key, mark.version) == ("opinion", 1)
    assert "opinion" in rules(other).labels


def test_an_export_of_a_grown_codebook_is_imported_and_exported_to_the_same_bytes(house):
    from core.export.registry import export
    from core.importing.interchange import import_corpus
    from core.services.codebooks import default_codebook
    from core.services.projects import create_project

    house.mark("bob", QUOTE, "opinion", facets={"target": "ccp"})
    house.mark("cem", "Beijing", "evidence")
    house.submit("bob")
    house.submit("cem")
    draft(house, "retire-label", "opinion")
    draft(house, "merge-label", "evidence", into="assertion")
    draft(house, "retire-value", "target/ccp")
    draft(house, "add-value", "target/prc-banks", name="PRC banks", group="firms")
    publish(house)
    first = b"".join(export(house.project, "jsonl"))
    other = create_project("empty", name="Empty", codebook=default_codebook())
    report = import_corpus(other, first.splitlines(keepends=True))
    assert report.refusals == ()
    other.refresh_from_db()
    assert b"".join(export(other, "jsonl")) == first
    again = import_corpus(other, first.splitlines(keepends=True))
    assert (again.refusals, again.n_added) == ((), 0)
