"""The kinds of people in the tables of rights, and a house furnished for them."""

from collections.abc import Container, Iterable, Iterator
from hashlib import sha256
from uuid import uuid4

from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone
from knox.models import AuthToken

from core.importing.asking import Asked, begin_import
from core.models import Membership, Proposal, Reading, Release, User
from core.queries.releases import chosen, folder_of
from core.services import citing, joining, sessions, uploads
from core.services.claiming import make_claim
from core.services.codebook_growth import draft_change
from core.services.discussing import start_thread
from core.services.origin_facts import OriginFacts
from core.services.releasing import Hashed, create_release, publish_release
from core.services.ruling_origins import set_excluded, set_section
from core.services.speakers import add_speaker
from core.services.versions import add_version
from tests.house import House

CALLERS = (
    "anonymous",
    "stranger",
    "viewer",
    "reviewer",
    "blind",
    "joined",
    "adjudicator",
    "owner",
    "removed",
    "inactive",
    "token",
)
FEW = ("stranger", "owner")
OWNERS, KEEPERS = {"owner"}, {"owner", "adjudicator"}
READERS = KEEPERS | {"reviewer", "blind", "joined", "token"}
MEMBERS = READERS | {"viewer"}
IN_THE_ROOM = KEEPERS | {"reviewer", "token"}
ONLY_FOR = {"room": IN_THE_ROOM, "asked": KEEPERS}  # for other members it is not there
SEES_BOBS = MEMBERS - {"blind", "joined"}
BOB = {"reviewer", "token"}
OF_BOBS = {
    "seen": SEES_BOBS,
    "own": BOB,
    "talk": READERS,
    "cites": KEEPERS | BOB,
    "settle": KEEPERS | BOB,
}  # 404 for who does not see his marks
_NAMES = {"stranger": "stan", "viewer": "vera", "reviewer": "bob", "blind": "cem",
          "adjudicator": "ada", "owner": "ann", "removed": "rem", "inactive": "ina"}  # fmt: skip


def _hold_session(house: House) -> None:
    """On d2 there is a session whose marks are revealed; Bob takes part."""
    session = sessions.make_session(house.ann, house.add_document("d2", "Another text about China."))
    sessions.enter(house.bob, session)
    sessions.open_article(house.ann, session)
    sessions.reveal(house.ann, session)


def _change_a_text(house: House) -> None:
    """Of d3 there is a version d3.2, in which a submitted mark of Bob's, `house.doubtful`, waits for a person."""
    document = house.add_document("d3", "Officials say that nothing was done about it. Others disagree.")
    house.doubtful = house.mark("bob", "nothing was done about it", document=document)
    house.submit("bob", document)
    add_version(house.ann, document, "Officials say that little was done about it. Others disagree.")


def _set_origins(house: House) -> None:
    """On d4 two sections meet at 15, [0, 4) is excluded, and `house.proposal` proposes to leave out its last line."""
    document = house.add_document("d4", "Talks in the capital ended late.\n\nLeave a Comment")
    for start, end in ((0, 15), (15, 32)):
        set_section(house.ann, document, None, None, start, end, OriginFacts(outlet="gazette"))
    set_excluded(house.ann, document, None, None, 0, 4, "byline")
    house.proposal = Proposal.objects.get(document=document)


def give_away(house: House) -> Release:
    """A frozen release of what Bob has submitted, with one small file."""
    release = create_release(house.ann, name="First")
    folder = folder_of(release)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "README.md").write_bytes(b"A card.\n")
    file = Hashed("README.md", "text/markdown; charset=utf-8", 8, sha256(b"A card.\n").hexdigest(), "The card")
    scope = chosen(house.ann, release.layers)
    readings = Reading.objects.filter(document__in=scope.documents, state=Reading.State.SUBMITTED)
    pks = list(readings.values_list("pk", flat=True))
    return publish_release(release, [file], {}, documents=scope.documents, readings=pks)


def asked_by(methods: Container[str]) -> Iterator[tuple[str, str]]:
    """Method and caller: everybody by the methods that an address has, two by the others (there nothing but the method
    decides) and by HEAD, which runs as GET does."""
    for method in ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"):
        for caller in CALLERS if method in methods else FEW:
            yield method, caller


def key_of(path: str) -> str:
    """Of the card, outlet or document that an address is asked of."""
    if "/sources/" in path:
        return "s1"
    if "outlets/" in path:
        return "gazette"
    if any(f"/{name}/" in path for name in ("proposals", "sections", "excluded")):
        return "d4"
    return "d2" if "session/" in path else "d3.2" if "versions/" in path else "d1"


def keep_speakers(house: House) -> None:
    """Two speakers of the list, the first with another name."""
    house.speaker = add_speaker(house.ann, {"name": "The ministry", "aliases": ["Ministry of all things"]})
    house.other_speaker = add_speaker(house.ann, {"name": "Mr Zhu"})


def furnish(house: House) -> Iterator[tuple[str, User | None, str]]:
    """Each caller's kind, account and token. Bob ("reviewer", and "token" is his) has submitted a reading with three
    marks, `house.first`, `house.second` and `house.third`, and begun `house.thread`; Cem ("blind") has an open one; Gus
    ("joined") came by a code, without one. The first mark and the third state a claim each, which has the mark's id.
    `house.code` and `house.link` are ways in. Ann has drafted `house.change`. Ada has asked for `house.job`.
    `house.release` holds Bob's marks. All see the cards s1 and s2; Bob's `house.citation` is of s1. Addresses of
    sessions are asked of d2, where Bob takes part in one; those of versions of d3.2, where `house.doubtful` waits,
    those of sections, excluded ranges and proposals of d4 (see `_set_origins`).
    """
    house.first, house.second = house.mark("bob", "Beijing"), house.mark("bob", "China banned", "evidence")
    house.third = house.mark("bob", "no proof of state policy")
    house.mark("cem", "Nobody asked")
    house.submit("bob")
    for mark in (house.first, house.third):
        make_claim(house.bob, id=mark.uuid, marks=[mark.uuid])
    keep_speakers(house)
    house.thread, _ = start_thread(house.bob, house.document, id=uuid4(), start=0, end=10, text="Is it?")
    house.change, _ = draft_change(house.ann, id=uuid4(), kind="retire-label", target="opinion")
    for key in ("s1", "s2"):
        citing.add_source(house.ann, {"title": f"The report {key}"}, key=key)
    house.citation, _ = citing.cite(house.bob, house.first.uuid, source="s1")
    upload = uploads.keep(house.ada, "a.txt", [b"Words."])
    house.job = begin_import(house.ada, Asked([upload.id], "documents"))
    for name in ("rem", "ina"):
        house.join(name, "owner")
    house.guest("Gus")
    Membership.objects.filter(user__username="rem").update(removed_at=timezone.now())
    house.code = joining.open_invitation(house.ann)
    house.link = joining.open_invitation(house.ann, kind="link")
    User.objects.filter(username="ina").update(is_active=False)
    house.release = give_away(house)
    _change_a_text(house)
    _hold_session(house)
    _set_origins(house)
    yield "anonymous", None, ""
    yield "joined", house.gus.user, ""
    for kind, name in _NAMES.items():
        yield kind, User.objects.get(username=name), ""
    yield "token", None, AuthToken.objects.create(house.bob.user)[1]


def every_address() -> list[str]:
    """Every address of the site as the URLconf has it, placeholders and all."""

    def walk(patterns: Iterable[URLPattern | URLResolver], prefix: str) -> Iterator[str]:
        for pattern in patterns:
            path = prefix + str(pattern.pattern)
            if isinstance(pattern, URLPattern):
                yield path
            else:
                yield from walk(pattern.url_patterns, path)

    return list(walk(get_resolver().url_patterns, ""))
