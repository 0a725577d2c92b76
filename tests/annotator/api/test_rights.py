"""Who may do what: every address of the URLconf x every method x eleven callers. A missing address fails."""

import json
from uuid import uuid4

import pytest
from django.db import transaction

from core.models import Excluded, Section, User
from core.queries.proposals import last_change
from core.services import assigning
from tests.annotator.api.conftest import Caller, problem
from tests.annotator.callers import (
    BOB,
    KEEPERS,
    MEMBERS,
    OF_BOBS,
    ONLY_FOR,
    OWNERS,
    READERS,
    SEES_BOBS,
    asked_by,
    every_address,
    furnish,
    key_of,
)

N_SHARES = 6  # of all addresses, each in one house: to furnish it takes as long as to ask five
# Address -> method -> who succeeds; other members get 403. Bob ("reviewer", and "token" is his) has submitted
# a reading with two linked marks; Cem ("blind") has an open one; the marks in the addresses are Bob's.
# "asked": who asked for the job, and owners.
# "room": whoever takes part in the session (on d2, its marks revealed), and keepers.
# "own" in place of a set: only Bob, other members 403 where they see the mark and 404 where they do not.
# "cites": Bob and the keepers who see his mark.
# "talk": readers who see Bob's thread; the comment in the addresses is its first.
TABLE = {
    "join/": {"POST": "world"},
    "join/back/": {"POST": "world"},
    "join/link/": {"POST": "anybody"},
    "projects/": {"GET": "anybody"},
    "projects/<slug:slug>/": {"GET": MEMBERS, "PATCH": OWNERS},
    "projects/<slug:slug>/outlets/": {"GET": MEMBERS, "POST": KEEPERS},
    "projects/<slug:slug>/outlets/<str:key>/": {"GET": MEMBERS, "PATCH": KEEPERS},
    "projects/<slug:slug>/outlets/<str:key>/profile/": {"GET": MEMBERS},
    "projects/<slug:slug>/indicators/": {"GET": MEMBERS},
    "projects/<slug:slug>/documents/": {"GET": MEMBERS, "POST": KEEPERS},
    "projects/<slug:slug>/documents/<str:key>/": {"GET": MEMBERS},
    "projects/<slug:slug>/documents/<str:key>/annotations/": {"GET": MEMBERS, "POST": READERS},
    "projects/<slug:slug>/documents/<str:key>/proposals/": {"GET": MEMBERS},
    "projects/<slug:slug>/documents/<str:key>/proposals/history/": {"GET": MEMBERS},
    "projects/<slug:slug>/documents/<str:key>/proposals/<uuid:uuid>/": {"GET": MEMBERS, "POST": KEEPERS},
    "projects/<slug:slug>/documents/<str:key>/sections/": {"GET": MEMBERS, "POST": KEEPERS},
    "projects/<slug:slug>/documents/<str:key>/sections/<int:start>/": {
        "GET": MEMBERS,
        "PATCH": KEEPERS,
        "DELETE": KEEPERS,
    },
    "projects/<slug:slug>/documents/<str:key>/sections/<int:start>/border/": {"POST": KEEPERS},
    "projects/<slug:slug>/documents/<str:key>/excluded/": {"GET": MEMBERS, "POST": KEEPERS},
    "projects/<slug:slug>/documents/<str:key>/excluded/<int:start>/": {
        "GET": MEMBERS,
        "PATCH": KEEPERS,
        "DELETE": KEEPERS,
    },
    "projects/<slug:slug>/documents/<str:key>/submit/": {"POST": READERS},
    "projects/<slug:slug>/documents/<str:key>/reopen/": {"POST": READERS},
    "projects/<slug:slug>/documents/<str:key>/undo/": {"POST": READERS},
    "projects/<slug:slug>/documents/<str:key>/redo/": {"POST": READERS},
    "projects/<slug:slug>/documents/<str:key>/bookmark/": {"GET": MEMBERS, "POST": MEMBERS},
    "projects/<slug:slug>/documents/<str:key>/events/": {"GET": MEMBERS},
    "projects/<slug:slug>/documents/<str:key>/report/": {"GET": MEMBERS},
    "projects/<slug:slug>/documents/<str:key>/versions/": {"GET": MEMBERS, "POST": KEEPERS},
    "projects/<slug:slug>/documents/<str:key>/versions/count/": {"POST": KEEPERS},
    "projects/<slug:slug>/documents/<str:key>/versions/anchorings/": {"GET": MEMBERS},
    "projects/<slug:slug>/documents/<str:key>/versions/anchorings/<uuid:uuid>/settle/": {"POST": "settle"},
    "projects/<slug:slug>/documents/<str:key>/versions/anchorings/<uuid:uuid>/unsettle/": {"POST": "settle"},
    "projects/<slug:slug>/documents/<str:key>/decisions/": {"GET": MEMBERS, "POST": KEEPERS},
    "projects/<slug:slug>/documents/<str:key>/decisions/<uuid:uuid>/": {"GET": "seen"},
    "projects/<slug:slug>/documents/<str:key>/adjudication/finish/": {"POST": KEEPERS},
    "projects/<slug:slug>/documents/<str:key>/adjudication/reopen/": {"POST": KEEPERS},
    "projects/<slug:slug>/documents/<str:key>/disagreements/": {"GET": MEMBERS},
    "projects/<slug:slug>/documents/<str:key>/rulings/": {"GET": MEMBERS},
    "projects/<slug:slug>/documents/<str:key>/assessment/": {"GET": MEMBERS, "PATCH": READERS},
    "projects/<slug:slug>/documents/<str:key>/assessment/submit/": {"POST": READERS},
    "projects/<slug:slug>/documents/<str:key>/assessment/reopen/": {"POST": READERS},
    "projects/<slug:slug>/documents/<str:key>/assessments/": {"GET": MEMBERS},
    "projects/<slug:slug>/documents/<str:key>/session/": {"GET": MEMBERS, "POST": KEEPERS},
    "projects/<slug:slug>/documents/<str:key>/session/open/": {"POST": KEEPERS},
    "projects/<slug:slug>/documents/<str:key>/session/timer/": {"POST": KEEPERS},
    "projects/<slug:slug>/documents/<str:key>/session/reveal/": {"POST": KEEPERS},
    "projects/<slug:slug>/documents/<str:key>/session/close/": {"POST": KEEPERS},
    "projects/<slug:slug>/documents/<str:key>/session/enter/": {"POST": MEMBERS},
    "projects/<slug:slug>/documents/<str:key>/session/heard/": {"POST": MEMBERS},
    "projects/<slug:slug>/documents/<str:key>/session/done/": {"POST": READERS},
    "projects/<slug:slug>/documents/<str:key>/session/minutes/": {"GET": "room"},
    "projects/<slug:slug>/annotations/<uuid:uuid>/": {"GET": "seen", "PATCH": "own", "DELETE": "own"},
    "projects/<slug:slug>/annotations/<uuid:uuid>/restore/": {"POST": "own"},
    "projects/<slug:slug>/annotations/<uuid:uuid>/split/": {"POST": "own"},
    "projects/<slug:slug>/annotations/<uuid:uuid>/history/": {"GET": "seen"},
    "projects/<slug:slug>/annotations/<uuid:uuid>/links/": {"GET": "seen", "POST": "own"},
    "projects/<slug:slug>/annotations/<uuid:uuid>/links/<uuid:to>/": {"DELETE": "own"},
    "projects/<slug:slug>/documents/<str:key>/threads/": {"GET": MEMBERS, "POST": READERS},
    "projects/<slug:slug>/threads/<uuid:uuid>/comments/": {"GET": "seen", "POST": "talk"},
    "projects/<slug:slug>/threads/<uuid:uuid>/resolve/": {"POST": "talk"},
    "projects/<slug:slug>/threads/<uuid:uuid>/reopen/": {"POST": "talk"},
    "projects/<slug:slug>/comments/<uuid:uuid>/": {"PATCH": "own", "DELETE": "own"},
    "projects/<slug:slug>/claims/": {"GET": MEMBERS, "POST": "talk"},
    "projects/<slug:slug>/claims/suggestions/": {"GET": READERS},
    "projects/<slug:slug>/claims/apart/": {"POST": "talk"},
    "projects/<slug:slug>/claims/<uuid:uuid>/": {"GET": "seen", "PATCH": "talk"},
    "projects/<slug:slug>/claims/<uuid:uuid>/annotations/": {"POST": "talk"},
    "projects/<slug:slug>/claims/<uuid:uuid>/annotations/<uuid:to>/": {"DELETE": "talk"},
    "projects/<slug:slug>/claims/<uuid:uuid>/merge/": {"POST": "talk"},
    "projects/<slug:slug>/speakers/": {"GET": MEMBERS, "POST": KEEPERS},
    "projects/<slug:slug>/speakers/apart/": {"POST": KEEPERS},
    "projects/<slug:slug>/speakers/<int:speaker>/": {"GET": MEMBERS, "PATCH": KEEPERS, "DELETE": KEEPERS},
    "projects/<slug:slug>/speakers/<int:speaker>/restore/": {"POST": KEEPERS},
    "projects/<slug:slug>/speakers/<int:speaker>/merge/": {"POST": KEEPERS},
    "projects/<slug:slug>/speakers/<int:speaker>/split/": {"POST": KEEPERS},
    "projects/<slug:slug>/codebook/": {"GET": MEMBERS},
    "projects/<slug:slug>/codebook/changes/": {"GET": MEMBERS, "POST": OWNERS},
    "projects/<slug:slug>/codebook/changes/<uuid:uuid>/": {"DELETE": OWNERS},
    "projects/<slug:slug>/codebook/preview/": {"GET": OWNERS},
    "projects/<slug:slug>/codebook/publish/": {"POST": OWNERS},
    "projects/<slug:slug>/codebook/questions/": {"GET": MEMBERS},
    "projects/<slug:slug>/comparison/": {"GET": MEMBERS},
    "projects/<slug:slug>/agreement/": {"GET": MEMBERS},
    "projects/<slug:slug>/agreement/passages/": {"GET": MEMBERS},
    "projects/<slug:slug>/agreement/pairs/": {"GET": MEMBERS},
    "projects/<slug:slug>/reuse/": {"GET": MEMBERS, "POST": KEEPERS},
    "projects/<slug:slug>/comparison/report/": {"GET": MEMBERS},
    "projects/<slug:slug>/export/": {"GET": MEMBERS},
    "projects/<slug:slug>/imports/": {"POST": KEEPERS},
    "projects/<slug:slug>/jobs/": {"GET": KEEPERS},
    "projects/<slug:slug>/jobs/<uuid:uuid>/": {"GET": "asked"},
    "projects/<slug:slug>/jobs/<uuid:uuid>/cancel/": {"POST": "asked"},
    "projects/<slug:slug>/members/": {"GET": OWNERS, "POST": OWNERS},
    "projects/<slug:slug>/members/<str:username>/": {"PATCH": OWNERS, "DELETE": OWNERS},
    "projects/<slug:slug>/invitations/": {"GET": KEEPERS, "POST": OWNERS},
    "projects/<slug:slug>/invitations/<int:number>/": {"DELETE": OWNERS},
    "projects/<slug:slug>/releases/": {"GET": MEMBERS, "POST": OWNERS},
    "projects/<slug:slug>/releases/<int:number>/": {"GET": "seen"},
    "projects/<slug:slug>/releases/<int:number>/files/<str:name>": {"GET": "seen"},
    "projects/<slug:slug>/releases/<int:number>/key/": {"GET": OWNERS},
    "projects/<slug:slug>/releases/<int:number>/withdraw/": {"POST": OWNERS},
    "projects/<slug:slug>/releases/<int:number>/discard/": {"POST": OWNERS},
    "projects/<slug:slug>/leave/": {"GET": MEMBERS, "POST": MEMBERS},
    "projects/<slug:slug>/assignments/": {"GET": MEMBERS, "POST": OWNERS},
    "projects/<slug:slug>/assignments/plan/": {"POST": OWNERS},
    "projects/<slug:slug>/assignments/<str:key>/<str:reviewer>/": {"DELETE": OWNERS},
    "projects/<slug:slug>/next/": {"POST": READERS},
    "projects/<slug:slug>/progress/": {"GET": OWNERS},
    "projects/<slug:slug>/annotations/<uuid:uuid>/citations/": {"GET": "seen", "POST": "cites"},
    "projects/<slug:slug>/sources/": {"GET": MEMBERS, "POST": READERS},
    "projects/<slug:slug>/sources/<str:key>/": {"GET": MEMBERS, "PATCH": READERS},
    "projects/<slug:slug>/sources/<str:key>/merge/": {"POST": KEEPERS},
    "projects/<slug:slug>/sources/<str:key>/citations/": {"GET": MEMBERS},
    "projects/<slug:slug>/citations/<uuid:uuid>/": {"GET": "seen", "PATCH": "talk", "DELETE": "cites"},
    "projects/<slug:slug>/ledger/": {"GET": MEMBERS},
    "schema/": {"GET": "world"},
    "docs/": {"GET": "world"},
    "": {},  # whatever else: 404 for everybody
}
BODIES = {
    "claims/": lambda house: {"id": str(uuid4()), "annotations": [str(house.second.uuid)]},
    "claims/apart/": lambda house: {"ones": [str(house.first.uuid)], "others": [str(house.second.uuid)]},
    "claims/<uuid:uuid>/annotations/": lambda house: {"annotations": [str(house.second.uuid)]},
    "claims/<uuid:uuid>/merge/": lambda house: {"other": str(house.third.uuid)},
    "speakers/": lambda house: {"name": "Officials"},
    "speakers/apart/": lambda house: {"names": ["The ministry", "Mr Zhu"]},
    "speakers/<int:speaker>/merge/": lambda house: {"other": house.other_speaker.pk},
    "speakers/<int:speaker>/split/": lambda house: {"alias": "ministry of  all things"},
    "join/": lambda house: {"code": house.code.code, "name": "Dora"},
    "join/back/": lambda house: {"return_key": house.return_key},
    "join/link/": lambda house: {"token": house.link.code},
    "members/": lambda house: {"username": "dan", "role": "viewer"},
    "leave/": lambda house: {"marks": "keep"},
    "releases/": lambda house: {"name": "Second"},
    "withdraw/": lambda house: {"reason": "A mistake."},
    "outlets/": lambda house: {"key": "new"},
    "documents/": lambda house: {"key": "new", "outlet": "gazette", "text": "Some text."},
    "annotations/": lambda house: house.body("Officials say"),
    "undo/": lambda house: {"id": str(uuid4())},
    "redo/": lambda house: {"id": str(uuid4())},
    "bookmark/": lambda house: {"at": 3, "seen": [[0, 3]]},
    "<uuid:uuid>/restore/": lambda house: {"version": 1},
    "split/": lambda house: {"at": house.first.start + 3, "id": str(uuid4())},
    "assignments/": lambda house: {"document": "d1", "reviewer": "cem"},
    "sources/": lambda house: {"title": "A new report"},
    "merge/": lambda house: {"into": "s2"},
    "citations/": lambda house: {"id": str(uuid4()), "source": "s1"},
    "threads/": lambda house: {"id": str(uuid4()), "start": 0, "end": 10, "text": "Is it?"},
    "changes/": lambda house: {"id": str(uuid4()), "kind": "retire-label", "target": "evidence"},
    "comments/": lambda house: {"id": str(uuid4()), "text": "It is."},
    "links/": lambda house: {"to": str(house.second.uuid), "kind": "supports"},
    "decisions/": lambda house: {
        "id": str(uuid4()), "start": house.first.start, "end": house.first.end, "outcome": "leave-open",
        "reason": "Unclear.", "rests_on": [{"annotation": str(house.first.uuid), "version": 1}],
    },
    "versions/": lambda house: {"text": "Officials say nothing of it."},
    "proposals/<uuid:uuid>/": lambda house: {"outcome": "accept", "version": 1},
    "sections/": lambda house: {"start": 34, "end": 40, "outlet": "gazette"},
    "border/": lambda house: {"to": 10},
    "excluded/": lambda house: {"start": 34, "end": 40, "reason": "last line"},
    "assessment/": lambda house: {"answers": {"fallacies": {"value": ["none"]}}},
    "finish/": lambda house: {"leaving_open": True},
}  # fmt: skip


def addresses():
    """Every address under /api/v1/ as the URLconf has it."""
    return [path.removeprefix("api/v1/") for path in every_address() if path.startswith("api/v1/")]


@pytest.fixture
def furnished(house):
    """The house with the readings that the table speaks of, and a caller of each kind."""
    callers = {}
    for kind, user, token in furnish(house):
        callers[kind] = Caller(user.username if user else None)
        if token:
            callers[kind].client.credentials(HTTP_AUTHORIZATION=f"Token {token}")
    assigning.assign(house.ann, "d1", "ada")
    house.callers = callers
    house.rule("ann", house.first, id=str(house.first.uuid))  # the ruling in the addresses
    return house


def expected(allowed, caller):
    """The status that a caller gets, or None for success."""
    if allowed == "world":
        return None
    if caller in ("anonymous", "inactive"):
        return 401
    if allowed == "anybody":
        return None
    if caller not in MEMBERS:
        return 404
    if members := ONLY_FOR.get(allowed if isinstance(allowed, str) else ""):
        return None if caller in members else 404
    if whose := OF_BOBS.get(allowed if isinstance(allowed, str) else ""):
        return 404 if caller not in SEES_BOBS else None if caller in whose else 403
    return None if allowed is None or caller in allowed else 403


def ask(house, caller, address, method):
    path = "/api/v1/" + (address or "nothing/here/")
    about = house.thread if "/threads/<" in address or "/comments/<" in address else house.first
    about = house.citation if "/citations/<" in address else about
    about = house.change if "/changes/<" in address else house.job if "/jobs/<" in address else about
    about = house.doubtful if "/versions/" in address else house.proposal if "/proposals/" in address else about
    for pattern, value in (
        ("<slug:slug>", "house"),
        ("<uuid:uuid>", about.uuid),
        ("<uuid:to>", house.second.uuid),
        ("<str:username>", "cem"),
        ("<int:speaker>", house.speaker.pk),
        ("<int:start>", 15 if "sections/" in address else 0),
        ("<int:number>", house.release.number if "releases/" in address else house.code.pk),
        ("<str:name>", "README.md"),
        ("<str:reviewer>", "ada"),
    ):
        path = path.replace(pattern, str(value))
    path = path.replace("<str:key>", key_of(path))
    if address.endswith(("comments/<uuid:uuid>/", "claims/<uuid:uuid>/")) and method == "PATCH":
        return house.callers[caller].patch(path, {"text": "Was it?"}, 1)
    if address.endswith("assessment/") and method == "PATCH":
        return house.callers[caller].patch(path, {"answers": {"emotional-tone": {"value": "even"}}}, 0)
    if address.endswith("<int:start>/") and method in ("PATCH", "DELETE"):
        return house.callers[caller].send(method, path, b"{}", **{"If-Match": f'"{last_of(house, address)}"'})
    body = next((make(house) for end, make in BODIES.items() if address.endswith(end) and method == "POST"), {})
    raw = b"" if method in ("GET", "HEAD", "OPTIONS") else json.dumps(body).encode()
    return house.callers[caller].send(
        method, path, raw, **({"If-Match": '"1"'} if method in ("PATCH", "DELETE", "POST") else {})
    )


def last_of(house, address):
    """The number of the last change of the range that the address is of."""
    rows = (Section if "sections/" in address else Excluded).objects
    return last_change(rows.get(document__key="d4", start=15 if "sections/" in address else 0))


def test_every_address_stands_in_the_table():
    assert sorted(addresses()) == sorted(TABLE)


def status_for(address, method, caller):
    """The status that the table has the caller get, or None for success."""
    methods = TABLE[address]
    if not methods:
        return 404
    if method == "HEAD" and "GET" in methods:
        method = "GET"
    if method in methods:
        return expected(methods[method], caller)
    if (open_to := next(iter(methods.values()))) in ("world", "anybody"):
        known = expected(open_to, caller)
    else:
        known = expected(MEMBERS, caller)  # who may know of the project at all
    return known or (None if method == "OPTIONS" else 405)


# What everybody who may ask is told at an address that ends so: understood, and closed.
CLOSED = {
    "versions/": "marks_doubtful",
    "unsettle/": "not_settled",
    "next/": "not_drawn",
    "assessment/submit/": "no_assessment",
    "assessment/reopen/": "no_assessment",
}


def closed(address, method, caller):
    """Bob's reading is submitted and the keepers have none: understood, and closed rather than forbidden."""
    if TABLE[address].get(method) == "own" and "comments/" not in address:
        return "reading_submitted"
    if "/session/" in address:
        return out_of_turn(address, method, caller)
    if method != "POST":
        return None
    if address.endswith(("undo/", "redo/")):
        return turned(address, caller)
    without = caller in KEEPERS or caller == "joined"
    of_some = {
        "<str:key>/annotations/": caller in BOB and "reading_submitted",
        "discard/": caller == "owner" and "frozen",
        "leave/": caller == "owner" and "last_owner",
        "join/link/": caller == "joined" and "guests_join_by_code",
        "<str:key>/reopen/": without and "no_reading",
    }
    return next((code for end, code in (CLOSED | of_some).items() if address.endswith(end) and code), None)


def out_of_turn(address, method, caller):
    """The session on d2 is revealed, and only Bob has a reading there."""
    if method != "POST":
        return None
    if address.endswith("session/"):
        return "session_exists"
    if address.endswith("done/"):
        return None if caller in ("reviewer", "token") else "no_reading"
    return "session_revealed" if address.endswith(("open/", "timer/")) else None


def turned(address, caller):
    """Bob's reading is submitted, Cem has a mark to take back and nothing to do again, the others did nothing."""
    if caller in ("reviewer", "token"):
        return "reading_submitted"
    if address.endswith("redo/"):
        return "nothing_to_redo" if caller in READERS else None
    return "nothing_to_undo" if caller in KEEPERS or caller == "joined" else None


def check(address, method, caller, response):
    status = status_for(address, method, caller)
    if status is None and (code := closed(address, method, caller)):
        problem(response, 409, code)
    elif status is None:
        assert response.status_code in (200, 201, 202, 204), response.content
    elif method == "HEAD":
        assert response.status_code == status
    else:
        problem(response, status)


@pytest.mark.parametrize("share", range(N_SHARES))
def test_each_caller_gets_with_each_method_what_the_table_says(furnished, share):
    wrong = []
    asked = (
        (address, *pair) for address in list(TABLE)[share::N_SHARES] for pair in asked_by(TABLE[address])
    )  # fmt: skip
    for address, method, caller in asked:
        with transaction.atomic():
            response = ask(furnished, caller, address, method)
            transaction.set_rollback(True)
        try:
            check(address, method, caller, response)
        except AssertionError as error:
            wrong.append((address, method, caller, str(error)))
    assert not wrong


def test_a_reviewer_made_viewer_changes_no_mark_of_before(house, call):
    mark, other = house.mark("bob", "Beijing"), house.mark("bob", "China banned")
    call("bob").post(f"annotations/{mark.uuid}/links/", {"to": str(other.uuid), "kind": "supports"})
    house.join("bob", "viewer")
    bob = call("bob")
    problem(bob.patch(f"annotations/{mark.uuid}/", {"note": "x"}, 1), 403, "role_required")
    problem(bob.delete(f"annotations/{mark.uuid}/", 1), 403, "role_required")
    problem(bob.post(f"annotations/{other.uuid}/links/", {"to": str(mark.uuid), "kind": "supports"}), 403)
    problem(bob.delete(f"annotations/{mark.uuid}/links/{other.uuid}/"), 403)


def test_a_superuser_has_no_way_in(house, call):
    User.objects.filter(username="stan").update(is_superuser=True, is_staff=True)
    problem(call("stan").get(""), 404)
