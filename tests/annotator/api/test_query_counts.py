"""The number of queries does not grow with the rows: ten, then twenty, the same count."""

from uuid import UUID

from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.models import Membership, Outlet, Project
from core.services import annotating, claiming, discussing
from core.services.drafts import read_mark
from core.services.speakers import add_speaker
from tests.house import TEXT

GAP = "guideline-gap"


def grow(house, count, start):
    """More of everything that lists can hold."""
    for number in range(start, start + count):
        offset = number * 3
        body = house.body("Beijing") | {"start": offset, "end": offset + 2, "quote": TEXT[offset : offset + 2]}
        mark, _ = annotating.add_annotation(house.bob, house.document, read_mark(body))
        if number:
            annotating.add_link(house.bob, mark.uuid, house.first.uuid, "supports")
        else:
            house.first = mark
        discussing.start_thread(
            house.bob, house.document, id=UUID(int=number), start=offset, end=offset + 2, text="Is it?", kind=GAP
        )
        discussing.add_comment(house.bob, UUID(int=0), id=UUID(int=1000 + number), text="It is.")
        claiming.make_claim(house.bob, id=UUID(int=number), marks=[mark.uuid])
        add_speaker(house.ann, {"name": f"Speaker {number}", "aliases": [f"S. {number}"]})
        annotating.change_annotation(house.bob, house.first.uuid, number + 1, {"note": f"n{number}"})
        Outlet.objects.create(project=house.project, key=f"o{number}", name="N")
        house.add_document(f"x{number}", "Some text.")
        project = Project.objects.create(slug=f"p{number}", name="P", codebook=house.project.codebook)
        Membership.objects.create(project=project, user=house.bob.user, role="viewer")


MOST = {
    "/api/v1/projects/": 3,
    "outlets/": 4,
    "documents/": 4,
    "documents/d1/": 11,
    "documents/d1/annotations/": 5,
    "documents/d1/events/": 8,
    "annotations/{first}/history/": 6,
    "annotations/{first}/links/": 5,
    "documents/d1/threads/": 8,
    "codebook/questions/": 5,
    "threads/{thread}/comments/": 5,
    "documents/d1/bookmark/": 5,
    "claims/": 12,
    "claims/suggestions/": 7,
    "speakers/": 7,
    "comparison/": 50,
    "comparison/report/": 50,
    "agreement/": 20,
}


def counts(house, bob):
    """How many queries each list takes, once what is kept per process is there."""
    found = {}
    for path in MOST:
        address = path.format(first=house.first.uuid, thread=UUID(int=0))
        bob.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert bob.get(address).status_code == 200
        found[path] = len(queries)
    return found


def test_a_list_costs_the_same_at_ten_and_twenty(house, call):
    grow(house, 10, 0)
    at_ten = counts(house, call("bob"))
    grow(house, 10, 10)
    assert counts(house, call("bob")) == at_ten
    assert {path: n for path, n in at_ten.items() if n > MOST[path]} == {}
