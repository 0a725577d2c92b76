"""Many at once, against a database that really commits."""

import itertools
import json
import threading
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from core.models import Annotation, Bookmark, Citation, Document, Event, Outlet, Source
from core.services import annotating, citing
from tests.annotator.api.conftest import Caller
from tests.house import House

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def house(transactional_db):
    return House()


def at_once(count, ask):
    """The answers of `count` threads that begin together; each has its own caller and connection."""
    gate = threading.Barrier(min(count, 16))

    def one(number):
        try:
            if number < gate.parties:
                gate.wait(10)
            return ask(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(16) as pool:
        return list(pool.map(one, range(count)))


def statuses(answers):
    return sorted(answer.status_code for answer in answers)


def test_fifty_identical_posts_at_once_store_one_row(house):
    body = house.body("Beijing")
    callers = [Caller("bob") for _ in range(50)]
    answers = at_once(50, lambda n: callers[n].post("documents/d1/annotations/", body))
    assert statuses(answers) == [200] * 49 + [201]
    assert len({json.dumps(answer.json(), sort_keys=True) for answer in answers}) == 1
    assert (Annotation.objects.count(), Event.objects.count()) == (1, 1)
    assert Annotation.objects.get().history.count() == 1


def test_twenty_racing_changes_that_retry_are_all_kept(house):
    mark = house.mark("bob", "Beijing")
    path, callers = f"annotations/{mark.uuid}/", [Caller("bob") for _ in range(20)]

    def add_a_word(number):
        bob, current = callers[number], callers[number].get(path).json()
        for _ in range(200):
            note = f"{current['note']} w{number}".strip()
            answer = bob.patch(path, {"note": note}, current["version"])
            if answer.status_code == 200:
                return answer
            assert answer.status_code == 412, answer.content
            current = answer.json()["current"]
        raise AssertionError("never succeeded")

    at_once(20, add_a_word)
    stored = callers[0].get(path).json()
    assert sorted(stored["note"].split()) == sorted(f"w{number}" for number in range(20))
    assert stored["version"] == 21
    history = callers[0].get(path + "history/").json()["results"]
    assert [entry["version"] for entry in history] == list(range(1, 22))
    assert all(one["to"] == two["from"] for one, two in itertools.pairwise(history))
    assert [len(entry["to"]["note"].split()) for entry in history] == list(range(21))
    assert list(Event.objects.order_by("number").values_list("number", flat=True)) == list(range(1, 22))


def test_of_two_changes_of_one_version_one_is_412(house):
    mark = house.mark("bob", "Beijing")
    callers = [Caller("bob") for _ in range(16)]
    answers = at_once(16, lambda n: callers[n].patch(f"annotations/{mark.uuid}/", {"note": f"n{n}"}, 1))
    assert statuses(answers) == [200] + [412] * 15


def test_a_change_and_a_deletion_at_once_end_in_one_of_both(house):
    mark = house.mark("bob", "Beijing")
    callers = [Caller("bob") for _ in range(10)]

    def either(number):
        if number % 2:
            return callers[number].delete(f"annotations/{mark.uuid}/", 1)
        return callers[number].patch(f"annotations/{mark.uuid}/", {"note": f"n{number}"}, 1)

    answers = at_once(10, either)
    assert len([answer for answer in answers if answer.status_code in (200, 204)]) == 1
    assert {answer.status_code for answer in answers} <= {200, 204, 410, 412}
    assert Annotation.objects.get().version == 2


def test_the_same_words_by_ten_ids_at_once_are_one_mark(house):
    callers = [Caller("bob") for _ in range(10)]
    bodies = [house.body("Beijing") for _ in range(10)]
    answers = at_once(10, lambda n: callers[n].post("documents/d1/annotations/", bodies[n]))
    assert statuses(answers) == [201] + [409] * 9


def test_one_id_by_two_people_at_once_belongs_to_one(house):
    body = house.body("Beijing")
    callers = [Caller(("bob", "cem")[n % 2]) for n in range(10)]
    answers = at_once(10, lambda n: callers[n].post("documents/d1/annotations/", body))
    assert statuses(answers) == [200] * 4 + [201] + [422] * 5


def test_marking_and_submitting_at_once_leaves_no_mark_behind_the_submission(house):
    callers = [Caller("bob") for _ in range(12)]
    bodies = [house.body("Beijing") | {"start": n, "end": n + 1, "quote": house.document.text[n]} for n in range(12)]

    def either(number):
        if number == 6:
            return callers[number].post("documents/d1/submit/")
        return callers[number].post("documents/d1/annotations/", bodies[number])

    answers = at_once(12, either)
    assert set(statuses(answers)) <= {200, 201, 409}
    kinds = list(Event.objects.order_by("number").values_list("kind", flat=True))
    assert kinds[-1] == Event.Kind.SUBMITTED
    assert Annotation.objects.count() == len([answer for answer in answers if answer.status_code == 201])


def test_one_document_key_at_once_is_one_document(house):
    callers = [Caller("ann") for _ in range(8)]
    body = {"key": "new", "outlet": "gazette", "text": "Some text."}
    answers = at_once(8, lambda n: callers[n].post("documents/", body))
    assert statuses(answers) == [201] + [409] * 7
    assert Document.objects.filter(key="new").count() == 1


def test_one_outlet_key_at_once_is_one_outlet(house):
    callers = [Caller("ann") for _ in range(8)]
    answers = at_once(8, lambda n: callers[n].post("outlets/", {"key": "new"}))
    assert statuses(answers) == [201] + [409] * 7
    assert Outlet.objects.filter(key="new").count() == 1


def test_of_changes_of_one_outlet_at_once_one_is_stored_and_the_others_are_told(house):
    callers = [Caller("ann") for _ in range(8)]
    answers = at_once(8, lambda n: callers[n].patch("outlets/gazette/", {"name": f"Name {n}"}, 1))
    assert statuses(answers) == [200] + [412] * 7
    assert Outlet.objects.get(key="gazette").version == 2


def test_one_link_at_once_is_one_link(house):
    one, two = house.mark("bob", "Beijing"), house.mark("bob", "China banned", "evidence")
    callers = [Caller("bob") for _ in range(8)]
    body = {"to": str(one.uuid), "kind": "supports"}
    answers = at_once(8, lambda n: callers[n].post(f"annotations/{two.uuid}/links/", body))
    assert statuses(answers) == [200] * 7 + [201]


def test_a_first_mark_in_two_tabs_opens_one_reading(house):
    callers = [Caller("bob") for _ in range(10)]
    bodies = [
        house.body("Beijing") | {"id": str(uuid.uuid4()), "start": n, "end": n + 1, "quote": house.document.text[n]}
        for n in range(10)
    ]
    answers = at_once(10, lambda n: callers[n].post("documents/d1/annotations/", bodies[n]))
    assert statuses(answers) == [201] * 10
    assert len({answer.json()["reviewer"] for answer in answers}) == 1


def steps_of(house, count):
    """A mark whose note was changed so many times."""
    mark = house.mark("bob", "Beijing")
    for number in range(count):
        annotating.change_annotation(house.bob, mark.uuid, number + 1, {"note": f"n{number}"})
    return mark


def test_ten_undos_at_once_take_back_ten_steps(house):
    mark = steps_of(house, 12)
    callers = [Caller("bob") for _ in range(10)]
    answers = at_once(10, lambda n: callers[n].post("documents/d1/undo/", {"id": str(uuid.uuid4())}))
    assert statuses(answers) == [200] * 10
    mark.refresh_from_db()
    assert (mark.note, mark.version, mark.history.count()) == ("n1", 23, 23)
    assert list(Event.objects.order_by("number").values_list("number", flat=True)) == list(range(1, 24))


def test_one_undo_sent_ten_times_at_once_takes_back_one_step(house):
    mark, step = steps_of(house, 4), str(uuid.uuid4())
    callers = [Caller("bob") for _ in range(10)]
    answers = at_once(10, lambda n: callers[n].post("documents/d1/undo/", {"id": step}))
    assert statuses(answers) == [200] * 10
    assert len({answer.content for answer in answers}) == 1
    mark.refresh_from_db()
    assert (mark.note, mark.version) == ("n2", 6)


def test_an_undo_and_a_change_at_once_are_both_kept_or_one_is_stale(house):
    mark = steps_of(house, 3)
    callers = [Caller("bob") for _ in range(12)]

    def either(number):
        if number % 2:
            return callers[number].post("documents/d1/undo/", {"id": str(uuid.uuid4())})
        return callers[number].patch(f"annotations/{mark.uuid}/", {"note": f"late {number}"}, 4)

    answers = at_once(12, either)
    assert {answer.status_code for answer in answers} <= {200, 409, 410, 412}
    changed = [answer for answer in answers[::2] if answer.status_code == 200]
    assert len(changed) <= 1
    mark.refresh_from_db()
    versions = list(mark.history.order_by("pgh_id").values_list("version", flat=True))
    assert versions == list(range(1, mark.version + 1))
    assert mark.deleted_at is not None  # six undos take back what there is: four steps, or five


def test_undos_and_redos_at_once_leave_a_state_that_was_there(house):
    mark = steps_of(house, 6)
    callers = [Caller("bob") for _ in range(12)]
    path = "documents/d1/{}/"
    answers = at_once(
        12, lambda n: callers[n].post(path.format("redo" if n % 2 else "undo"), {"id": str(uuid.uuid4())})
    )
    assert {answer.status_code for answer in answers} <= {200, 409}
    mark.refresh_from_db()
    assert mark.note in {f"n{number}" for number in range(6)}
    numbers = list(Event.objects.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))


def test_one_split_sent_ten_times_at_once_makes_one_mark(house):
    mark = house.mark("bob", "China banned the trade in 2019. Officials say")
    body = {"at": house.document.text.index("Officials"), "id": str(uuid.uuid4())}
    callers = [Caller("bob") for _ in range(10)]
    answers = at_once(10, lambda n: callers[n].post(f"annotations/{mark.uuid}/split/", body, **{"If-Match": '"1"'}))
    assert statuses(answers) == [200] * 10
    assert Annotation.objects.count() == 2


def test_of_ten_restorations_at_once_one_is_made(house):
    mark = steps_of(house, 2)
    callers = [Caller("bob") for _ in range(10)]
    path = f"annotations/{mark.uuid}/restore/"
    answers = at_once(10, lambda n: callers[n].post(path, {"version": 1}, **{"If-Match": '"3"'}))
    assert statuses(answers) == [200] + [412] * 9


def test_bookmarks_of_two_tabs_lose_nothing_to_each_other(house):
    callers = [Caller("bob") for _ in range(10)]
    answers = at_once(10, lambda n: callers[n].post("documents/d1/bookmark/", {"at": n, "seen": [[n * 9, n * 9 + 5]]}))
    assert statuses(answers) == [200] * 10
    assert Bookmark.objects.get().seen == [[n * 9, n * 9 + 5] for n in range(10)]


def test_of_two_findings_at_once_one_is_filed_and_citing_twice_at_once_cites_once(house):
    mark = house.mark("bob", "Beijing", "evidence")
    callers = [Caller("bob") for _ in range(4)]
    sent = {"id": str(uuid.uuid4()), "card": {"title": "A report"}}
    cited = at_once(4, lambda n: callers[n].post(f"annotations/{mark.uuid}/citations/", sent))
    assert statuses(cited) == [200, 200, 200, 201]
    assert Source.objects.count() == 1
    found = ("says-so", "says-otherwise")
    checked = at_once(2, lambda n: callers[n].patch(f"citations/{sent['id']}/", {"finding": found[n]}, 1))
    assert statuses(checked) == [200, 412]
    assert Citation.objects.get().version == 2


def test_two_cards_merged_into_each_other_at_once_leave_one_that_stands(house):
    for key in ("one", "two"):
        citing.add_source(house.ann, {"title": f"Report {key}"}, key=key)
    callers, pairs = [Caller("ann") for _ in range(2)], (("one", "two"), ("two", "one"))

    def merge(number):
        key, into = pairs[number]
        raw = json.dumps({"into": into}).encode()
        return callers[number].send("POST", f"sources/{key}/merge/", raw, **{"If-Match": '"1"'})

    answers = at_once(2, merge)
    assert sum(answer.status_code == 200 for answer in answers) == 1, [answer.content for answer in answers]
    assert all(answer.status_code in (200, 404, 409, 412, 422) for answer in answers)
    assert Source.objects.filter(merged_into__isnull=True).count() == 1
