"""Who may open which page: every address outside the interface x every method x eleven callers.

The addresses come from the URLconf: one that is missing from the table fails. A stranger is asked to sign in, an
outsider gets 404, a member without the role 403, and nobody is ever answered with an error of ours.
"""

import json
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client

from tests.annotator.callers import (
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

N_SHARES = 6  # of all addresses, each in one house

# Address -> method -> who is let in. "seen", "own", "talk", "cites": as in the table of the interface; "room": whoever
# takes part in the session, and keepers; "asked": who asked for the job, and owners; "signed in": any account; "world":
# everybody.
TABLE = {
    "": {"GET": "signed in"},
    "sign-in/<str:token>/": {"GET": "world", "POST": "world"},
    "join/": {"GET": "world", "POST": "world"},
    "join/welcome/": {"GET": "signed in", "POST": "signed in"},
    "join/back/": {"GET": "world", "POST": "world"},
    "join/link/<str:token>/": {"GET": "world", "POST": "signed in"},
    "projects/<slug:slug>/": {"GET": MEMBERS},
    "projects/<slug:slug>/articles/": {"GET": MEMBERS},
    "projects/<slug:slug>/articles/add/": {"GET": KEEPERS, "POST": KEEPERS},
    "projects/<slug:slug>/documents/<str:key>/read/": {"GET": MEMBERS},
    "projects/<slug:slug>/documents/<str:key>/submit/": {"POST": READERS},
    "projects/<slug:slug>/documents/<str:key>/reopen/": {"POST": READERS},
    "projects/<slug:slug>/documents/<str:key>/marks/": {"GET": MEMBERS, "POST": READERS},
    "projects/<slug:slug>/documents/<str:key>/undo/": {"POST": READERS},
    "projects/<slug:slug>/documents/<str:key>/redo/": {"POST": READERS},
    "projects/<slug:slug>/documents/<str:key>/history/": {"GET": MEMBERS},
    "projects/<slug:slug>/documents/<str:key>/bookmark/": {"POST": MEMBERS},
    "projects/<slug:slug>/documents/<str:key>/report/": {"GET": MEMBERS},
    "projects/<slug:slug>/documents/<str:key>/report/charts/<str:chart>.<str:format>": {"GET": MEMBERS},
    "projects/<slug:slug>/documents/<str:key>/indicators/": {"GET": MEMBERS, "POST": READERS},
    "projects/<slug:slug>/documents/<str:key>/indicators/submit/": {"POST": READERS},
    "projects/<slug:slug>/documents/<str:key>/indicators/reopen/": {"POST": READERS},
    "projects/<slug:slug>/documents/<str:key>/provenance/": {"GET": MEMBERS},
    "projects/<slug:slug>/documents/<str:key>/provenance/proposals/<uuid:uuid>/": {"POST": KEEPERS},
    "projects/<slug:slug>/documents/<str:key>/provenance/ranges/": {"POST": KEEPERS},
    "projects/<slug:slug>/documents/<str:key>/provenance/sections/<int:start>/": {"POST": KEEPERS},
    "projects/<slug:slug>/documents/<str:key>/provenance/excluded/<int:start>/": {"POST": KEEPERS},
    "projects/<slug:slug>/documents/<str:key>/adjudicate/": {"GET": KEEPERS, "POST": KEEPERS},
    "projects/<slug:slug>/documents/<str:key>/adjudicate/agreed/": {"POST": KEEPERS},
    "projects/<slug:slug>/documents/<str:key>/adjudicate/finish/": {"POST": KEEPERS},
    "projects/<slug:slug>/documents/<str:key>/adjudicate/reopen/": {"POST": KEEPERS},
    "projects/<slug:slug>/documents/<str:key>/rulings/": {"GET": MEMBERS},
    "projects/<slug:slug>/documents/<str:key>/versions/": {"GET": MEMBERS},
    "projects/<slug:slug>/documents/<str:key>/versions/add/": {"GET": KEEPERS, "POST": KEEPERS},
    "projects/<slug:slug>/documents/<str:key>/versions/count/": {"POST": KEEPERS},
    "projects/<slug:slug>/documents/<str:key>/versions/marks/<uuid:uuid>/": {"POST": "settle"},
    "projects/<slug:slug>/rulings/<uuid:uuid>/": {"GET": "seen"},
    "projects/<slug:slug>/documents/<str:key>/practice/": {"GET": MEMBERS},
    "projects/<slug:slug>/documents/<str:key>/session/": {"GET": MEMBERS, "POST": KEEPERS},
    "projects/<slug:slug>/documents/<str:key>/session/now/": {"GET": MEMBERS},
    "projects/<slug:slug>/documents/<str:key>/session/enter/": {"POST": MEMBERS},
    "projects/<slug:slug>/documents/<str:key>/session/heard/": {"POST": MEMBERS},
    "projects/<slug:slug>/documents/<str:key>/session/done/": {"POST": READERS},
    "projects/<slug:slug>/documents/<str:key>/session/open/": {"POST": KEEPERS},
    "projects/<slug:slug>/documents/<str:key>/session/code/": {"POST": KEEPERS},
    "projects/<slug:slug>/documents/<str:key>/session/timer/": {"POST": KEEPERS},
    "projects/<slug:slug>/documents/<str:key>/session/reveal/": {"POST": KEEPERS},
    "projects/<slug:slug>/documents/<str:key>/session/close/": {"POST": KEEPERS},
    "projects/<slug:slug>/documents/<str:key>/session/minutes.md": {"GET": "room"},
    "projects/<slug:slug>/documents/<str:key>/session/minutes.json": {"GET": "room"},
    "projects/<slug:slug>/marks/<uuid:uuid>/": {"GET": "seen", "PATCH": "own", "DELETE": "own"},
    "projects/<slug:slug>/marks/<uuid:uuid>/links/": {"POST": "own", "DELETE": "own"},
    "projects/<slug:slug>/marks/<uuid:uuid>/split/": {"POST": "own"},
    "projects/<slug:slug>/marks/<uuid:uuid>/restore/": {"POST": "own"},
    "projects/<slug:slug>/marks/<uuid:uuid>/history/": {"GET": "seen"},
    "projects/<slug:slug>/marks/<uuid:uuid>/source/": {"GET": "seen", "POST": "cites"},
    "projects/<slug:slug>/ledger/state/": {"GET": MEMBERS},
    "projects/<slug:slug>/sources/": {"GET": MEMBERS, "POST": READERS},
    "projects/<slug:slug>/sources/check/": {"GET": MEMBERS},
    "projects/<slug:slug>/sources/cited/": {"GET": MEMBERS},
    "projects/<slug:slug>/sources/<str:key>/": {"GET": MEMBERS, "POST": READERS},
    "projects/<slug:slug>/sources/<str:key>/merge/": {"POST": KEEPERS},
    "projects/<slug:slug>/citations/<uuid:uuid>/check/": {"POST": "talk"},
    "projects/<slug:slug>/citations/<uuid:uuid>/remove/": {"POST": "cites"},
    "projects/<slug:slug>/documents/<str:key>/threads/": {"GET": MEMBERS, "POST": READERS},
    "projects/<slug:slug>/threads/<uuid:uuid>/": {"GET": "seen", "POST": "talk"},
    "projects/<slug:slug>/threads/<uuid:uuid>/resolve/": {"POST": "talk"},
    "projects/<slug:slug>/threads/<uuid:uuid>/reopen/": {"POST": "talk"},
    "projects/<slug:slug>/comments/<uuid:uuid>/": {"POST": "own"},
    "projects/<slug:slug>/compare/": {"GET": MEMBERS},
    "projects/<slug:slug>/compare/charts/<str:chart>.<str:format>": {"GET": MEMBERS},
    "projects/<slug:slug>/compare/further/": {"GET": MEMBERS},
    "projects/<slug:slug>/compare/report/": {"GET": MEMBERS},
    "projects/<slug:slug>/compare/side-by-side/": {"GET": MEMBERS},
    "projects/<slug:slug>/agreement/": {"GET": MEMBERS},
    "projects/<slug:slug>/agreement/passages/": {"GET": MEMBERS},
    "projects/<slug:slug>/agreement/pairs.csv": {"GET": MEMBERS},
    "projects/<slug:slug>/quotes/": {"GET": MEMBERS},
    "projects/<slug:slug>/quotes/<uuid:uuid>/": {"GET": "seen"},
    "projects/<slug:slug>/claims/": {"GET": MEMBERS},
    "projects/<slug:slug>/claims/state/": {"GET": MEMBERS},
    "projects/<slug:slug>/claims/suggestions/": {"GET": READERS},
    "projects/<slug:slug>/claims/same/": {"POST": READERS},
    "projects/<slug:slug>/claims/apart/": {"POST": READERS},
    "projects/<slug:slug>/claims/<uuid:uuid>/": {"GET": "seen"},
    "projects/<slug:slug>/claims/<uuid:uuid>/reword/": {"POST": "talk"},
    "projects/<slug:slug>/claims/<uuid:uuid>/out/": {"POST": "talk"},
    "projects/<slug:slug>/claims/<uuid:uuid>/merge/": {"POST": "talk"},
    "projects/<slug:slug>/speakers/": {"GET": MEMBERS, "POST": KEEPERS},
    "projects/<slug:slug>/speakers/apart/": {"POST": KEEPERS},
    "projects/<slug:slug>/speakers/<int:speaker>/": {"POST": KEEPERS},
    "projects/<slug:slug>/speakers/<int:speaker>/remove/": {"POST": KEEPERS},
    "projects/<slug:slug>/speakers/<int:speaker>/restore/": {"POST": KEEPERS},
    "projects/<slug:slug>/reuse/": {"GET": MEMBERS, "POST": KEEPERS},
    "projects/<slug:slug>/codebook/": {"GET": MEMBERS},
    "projects/<slug:slug>/codebook/changes/": {"POST": OWNERS},
    "projects/<slug:slug>/codebook/changes/<uuid:uuid>/drop/": {"POST": OWNERS},
    "projects/<slug:slug>/codebook/publish/": {"POST": OWNERS},
    "projects/<slug:slug>/outlets/": {"GET": MEMBERS, "POST": KEEPERS},
    "projects/<slug:slug>/outlets/<str:key>/": {"GET": MEMBERS},
    "projects/<slug:slug>/outlets/<str:key>/answers/": {"GET": MEMBERS},
    "projects/<slug:slug>/outlets/<str:key>/change/": {"POST": KEEPERS},
    "projects/<slug:slug>/data/": {"GET": MEMBERS},
    "projects/<slug:slug>/data/<str:format>/": {"GET": MEMBERS},
    "projects/<slug:slug>/import/": {"GET": KEEPERS, "POST": KEEPERS},
    "projects/<slug:slug>/import/<uuid:uuid>/": {"GET": KEEPERS, "POST": KEEPERS},
    "projects/<slug:slug>/import/<uuid:uuid>/now/": {"POST": KEEPERS},
    "projects/<slug:slug>/jobs/": {"GET": KEEPERS},
    "projects/<slug:slug>/jobs/<uuid:uuid>/": {"GET": "asked"},
    "projects/<slug:slug>/jobs/<uuid:uuid>/cancel/": {"POST": "asked"},
    "projects/<slug:slug>/jobs/<uuid:uuid>/errors.<str:format>": {"GET": "asked"},
    "projects/<slug:slug>/releases/": {"GET": MEMBERS, "POST": OWNERS},
    "projects/<slug:slug>/releases/<int:number>/": {"GET": "seen"},
    "projects/<slug:slug>/releases/<int:number>/all.zip": {"GET": "seen"},
    "projects/<slug:slug>/releases/<int:number>/files/<str:name>": {"GET": "seen"},
    "projects/<slug:slug>/releases/<int:number>/key/": {"GET": OWNERS},
    "projects/<slug:slug>/releases/<int:number>/withdraw/": {"POST": OWNERS},
    "projects/<slug:slug>/releases/<int:number>/discard/": {"POST": OWNERS},
    "projects/<slug:slug>/members/": {"GET": OWNERS},
    "projects/<slug:slug>/members/add/": {"POST": OWNERS},
    "projects/<slug:slug>/members/<str:username>/role/": {"POST": OWNERS},
    "projects/<slug:slug>/members/<str:username>/name/": {"POST": OWNERS},
    "projects/<slug:slug>/members/<str:username>/remove/": {"POST": OWNERS},
    "projects/<slug:slug>/ways-in/<str:kind>/": {"POST": OWNERS},
    "projects/<slug:slug>/ways-in/<int:pk>/wall/": {"GET": KEEPERS},
    "projects/<slug:slug>/ways-in/<int:pk>/close/": {"POST": OWNERS},
    "projects/<slug:slug>/leave/": {"GET": MEMBERS, "POST": MEMBERS},
    "projects/<slug:slug>/assignment/": {"GET": OWNERS},
    "projects/<slug:slug>/assignment/plan/": {"POST": OWNERS},
    "projects/<slug:slug>/assignment/change/": {"POST": OWNERS},
    "projects/<slug:slug>/next/": {"POST": READERS},
    "projects/<slug:slug>/settings/": {"GET": OWNERS, "POST": OWNERS},
}
# What scripts of ours send; all else goes as a form.
BODIES = {
    "documents/<str:key>/marks/": lambda house: house.body("Officials say"),
    "undo/": lambda house: {"id": str(uuid4())},
    "redo/": lambda house: {"id": str(uuid4())},
    "bookmark/": lambda house: {"at": 3, "seen": [[0, 3]]},
    "marks/<uuid:uuid>/": lambda house: {"note": "x"},
    "links/": lambda house: {"to": str(house.second.uuid), "kind": "supports"},
    "split/": lambda house: {"at": house.first.start + 3, "id": str(uuid4())},
    "restore/": lambda house: {"version": 1},
}


def addresses():
    """Every address outside the interface, the live stream and the account pages of the library."""
    return [path for path in every_address() if not path.startswith(("api/v1/", "live/", "accounts/"))]


def test_every_page_stands_in_the_table():
    assert sorted(addresses()) == sorted(TABLE)


@pytest.fixture
def furnished(house):
    """The house as the table of the interface has it, with a browser for each caller."""
    house.callers = {}
    for kind, user, token in furnish(house):
        client = Client(headers={"Authorization": f"Token {token}"} if token else {})
        if user is not None and not token:
            client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        house.callers[kind] = client
    house.rule("ann", house.first, id=str(house.first.uuid))  # the ruling in the addresses
    return house


def ask(house, caller, address, method):
    path = "/" + address
    about = house.thread if "/threads/<" in address or "/comments/<" in address else house.first
    about = house.citation if "/citations/<" in address else about
    about = (
        house.change
        if "/changes/<" in address
        else house.job
        if "/jobs/<" in address or "/import/<" in address
        else about
    )
    about = house.doubtful if "versions/" in address else about
    values = {
        "<slug:slug>": "house",
        "<uuid:uuid>": str(about.uuid),
        "<str:token>": house.link.code if "link/" in address else "none",
        "<int:pk>": str(house.code.pk),
        "<int:speaker>": str(house.speaker.pk),
        "<int:number>": str(house.release.number),
        "<int:start>": "0",
        "<str:name>": "README.md",
        "<str:kind>": "code",
        "<str:username>": "cem",
        "<str:format>": "csv",
        "<str:chart>": "marks" if "report/" in address else "labels",
    }
    for pattern, value in values.items():
        path = path.replace(pattern, value)
    path = path.replace("<str:key>", key_of(path))
    if method in ("GET", "HEAD", "OPTIONS"):
        return house.callers[caller].generic(method, path)
    make = next((make for end, make in BODIES.items() if address.endswith(end)), None)
    if make is None:
        return house.callers[caller].post(path, {}) if method == "POST" else house.callers[caller].generic(method, path)
    body = make(house)
    if method == "DELETE":
        body.pop("kind", None)  # a link is untied by its end alone
    raw = json.dumps(body).encode()
    sent = {"content_type": "application/json", "headers": {"If-Match": '"1"'}}
    return house.callers[caller].generic(method, path, raw, **sent)


def expected(address, method, caller):
    """`in`, `sign in`, or the status that the caller gets."""
    methods = TABLE[address]
    allowed = methods.get("GET" if method == "HEAD" and "GET" in methods else method)
    if allowed is None:
        return 405
    if allowed == "world":
        return "in"
    if caller in ("anonymous", "inactive", "token"):  # pages take no token
        return "sign in"
    if allowed == "signed in":
        return "in"
    if caller not in MEMBERS:
        return 404
    if members := ONLY_FOR.get(allowed if isinstance(allowed, str) else ""):
        return "in" if caller in members else 404
    if whose := OF_BOBS.get(allowed if isinstance(allowed, str) else ""):
        if caller not in SEES_BOBS:
            return 404
        return "in" if caller in whose else 403
    return "in" if caller in allowed else 403


def got(response):
    """What became of a request, in the words of `expected`."""
    if response.status_code in (302, 303) and "/accounts/login/" in response["Location"]:
        return "sign in"
    # 409, 410, 412, 422: understood and refused by a rule of the domain; 400: the body was no form of ours.
    let_in = response.status_code < 400 or response.status_code in (400, 409, 410, 412, 422, 429)
    return "in" if let_in else response.status_code


@pytest.mark.parametrize("share", range(N_SHARES))
def test_each_caller_gets_with_each_method_what_the_table_says(furnished, share):
    wrong = []
    asked = (
        (address, *pair) for address in list(TABLE)[share::N_SHARES] for pair in asked_by(TABLE[address])
    )  # fmt: skip
    for address, method, caller in asked:
        with transaction.atomic():
            found = got(ask(furnished, caller, address, method))
            transaction.set_rollback(True)
        if found != expected(address, method, caller):
            wrong.append((address, method, caller, found, expected(address, method, caller)))
    assert not wrong
