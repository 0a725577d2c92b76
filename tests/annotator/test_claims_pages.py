"""Pages of claims and speakers: what they say, and what their forms do."""

from uuid import uuid4

from django.urls import reverse

from core.models import Claim, ClaimMark, NotTheSame, SharedPassage, Speaker
from core.services import claiming
from tests.annotator.test_pages import client_of, page
from tests.core.claimed import BLOG


def at(name, *more):
    return reverse(name, args=["claimed", *more])


def claimed(world, *keys):
    return claiming.make_claim(world.ann, id=uuid4(), marks=world.of(*keys), text="Many worked in Ningbo.")[0]


def copied(world):
    a, b = sorted((world.texts["agency"], world.texts["blog"]), key=lambda row: row.pk)
    start = BLOG.index("The plant")
    SharedPassage.objects.create(
        a=a, a_start=0, a_end=70, b=b, b_start=start, b_end=start + 70, n_words=12, edit_ratio=1, containment=0.7,
        kind="shared_passage",
    )  # fmt: skip


def test_a_claims_page_tells_outlets_from_sources(world):
    copied(world)
    text = page(world, "ann", at("claim", claimed(world, "agency", "blog", "times").uuid))
    assert "Three outlets, two sources: The Agency and The Blog carry the same text." in text
    assert "The Agency and The Blog carry the same text: one source." in text
    assert "3 outlets, 2 independent sources" in page(world, "ann", at("claims"))


def test_the_list_can_be_of_one_outlet(world):
    claimed(world, "agency", "blog")
    assert "Many worked in Ningbo." in page(world, "ann", at("claims"), outlet="blog")
    assert "Many worked in Ningbo." not in page(world, "ann", at("claims"), outlet="times")


def test_the_comparison_and_side_by_side_and_quotes_and_reports_lead_to_the_claim(world):
    claim = claimed(world, "agency", "times")
    url = at("claim", claim.uuid)
    side = {"a": "agency", "b": "times", "event": "", "by": "claims"}
    assert url in page(world, "ann", at("compare"), view="claims")
    assert url in page(world, "ann", at("side_by_side"), **side)
    assert "does not make it here" in page(world, "ann", at("side_by_side"), **side | {"b": "blog"})
    assert url in page(world, "ann", at("quote", world.marks["agency"].uuid))
    assert f'Also made by The Times: <a href="{url}">' in page(world, "ann", at("report", "agency"))


def test_same_and_not_the_same_move_the_queue_on(world):
    ann, queue = client_of(world, "ann"), at("claim_suggestions")
    agency, blog, times = ([str(uuid)] for uuid in world.of("agency", "blog", "times"))
    body = {"id": str(uuid4()), "one": agency, "other": blog, "at": "0"}
    for _ in range(2):
        assert ann.post(at("join_passages"), body)["Location"] == queue
    assert (Claim.objects.count(), ClaimMark.objects.count()) == (1, 2)
    assert "Joins the other passage to the claim." in ann.get(queue).content.decode()
    ann.post(at("tell_apart"), {"one": blog, "other": times})
    assert NotTheSame.objects.count() == 1
    assert "Nothing left to look at" in ann.get(queue).content.decode()


def test_a_mark_is_asked_about_by_itself(world):
    (blog,) = world.of("blog")
    text = page(world, "ann", at("claim_suggestions"), mark=str(blog))
    assert "1 of 2" in text
    assert f'<input type="hidden" name="of_mark" value="{blog}">' in text


def test_a_mark_joins_a_claim_that_nothing_suggests(world):
    claim = claimed(world, "agency", "blog")
    far = world.mark("cem", "The weather was fine", document=world.texts["times"])
    world.submit("cem", world.texts["times"])
    text = page(world, "ann", at("claim_suggestions"), mark=str(far.uuid))
    assert f'<option value="{world.marks["agency"].uuid}">Many worked in Ningbo.</option>' in text
    body = {
        "id": str(uuid4()),
        "one": str(far.uuid),
        "other": str(world.marks["agency"].uuid),
        "of_mark": str(far.uuid),
    }
    client_of(world, "ann").post(at("join_passages"), body)
    assert ClaimMark.objects.get(annotation=far).claim == claim


def test_words_that_came_too_late_stay_in_the_field(world):
    claim = claimed(world, "agency")
    ann = client_of(world, "ann")
    assert ann.post(at("reword_claim", claim.uuid), {"version": "1", "text": "Most did."}).status_code == 302
    late = ann.post(at("reword_claim", claim.uuid), {"version": "1", "text": "Some did."})
    assert late.status_code == 412
    assert '<h1 dir="auto">Most did.</h1>' in late.content.decode()
    assert ">Some did.</textarea>" in late.content.decode()


def test_the_last_mark_taken_out_leads_back_to_the_list(world):
    claim = claimed(world, "agency", "blog")
    ann = client_of(world, "ann")
    for key, goal in (("agency", at("claim", claim.uuid)), ("blog", at("claims"))):
        assert ann.post(at("take_out", claim.uuid), {"mark": str(world.marks[key].uuid)})["Location"] == goal


def test_the_speakers_page_adds_joins_changes_and_splits(world):
    ann = client_of(world, "ann")
    ann.post(at("speakers"), {"name": "The ministry", "side": "prc-government", "aliases": "Ministry\n\nMOFCOM"})
    row = Speaker.objects.get()
    assert (row.side, row.aliases) == ("prc-government", ["Ministry", "MOFCOM"])
    assert 'name="aliases">Ministry\nMOFCOM</textarea>' in ann.get(at("speakers")).content.decode()
    ann.post(at("speakers"), {"names": ["ministry", "The Chinese ministry"]})
    change = at("change_speaker", row.pk)
    ann.post(change, {"version": "2", "split": "MOFCOM"})
    refused = ann.post(change, {"version": "3", "name": "mofcom"})
    assert (refused.status_code, "is a name of MOFCOM already" in refused.content.decode()) == (409, True)
    assert sorted(Speaker.objects.values_list("name", flat=True)) == ["MOFCOM", "The ministry"]


def test_the_speakers_page_tells_apart_and_takes_off_and_puts_back(world):
    ann = client_of(world, "ann")
    for name in ("Zhu Li", "Zhu"):
        ann.post(at("speakers"), {"name": name})
    assert "May be one speaker" in ann.get(at("speakers")).content.decode()
    told = ann.post(at("tell_speakers_apart"), {"names": ["Zhu Li", "Zhu"]}, follow=True).content.decode()
    assert ("Zhu Li and Zhu are two speakers" in told, "May be one speaker" in told) == (True, False)
    row = Speaker.objects.get(name="Zhu")
    again = ann.post(at("change_speaker", row.pk), {"version": "2", "again": "Zhu Li"}, follow=True)
    assert "May be one speaker" in again.content.decode()
    assert ann.post(at("remove_speaker", row.pk), {"version": "2"}).status_code == 412
    gone = ann.post(at("remove_speaker", row.pk), {"version": "3"}, follow=True).content.decode()
    assert '<b dir="auto">Zhu</b> is off the list. Marks keep the name.' in gone
    assert f'action="{at("restore_speaker", row.pk)}"' in gone
    back = ann.post(at("restore_speaker", row.pk), follow=True).content.decode()
    assert ("Zhu is on the list again." in back, "is off the list" in back) == (True, False)
    assert ann.post(at("tell_speakers_apart"), {"names": ["Zhu"]}).status_code == 422
