"""Who may go on listening: asked for all streams of the process together, every few seconds."""

from collections.abc import Collection

from django.contrib.sessions.models import Session
from django.utils import timezone
from knox.models import AuthToken

from annotator.live.follower import Follower, Way
from core import access


def check(followers: Collection[Follower]) -> tuple[list[Follower], list[Follower]]:
    """Those whose way in is closed, and those who are seen as somebody else now. Three queries at most.

    Closed: signed out, session expired, password changed, token deleted or expired, account deactivated, no member any
    more.
    """
    facts = [row.asked for row in followers]
    members = access.standing({row.user.pk for row in facts}, {row.project for row in facts})
    sessions = _sessions({row.way.session for row in facts if row.way.session})
    tokens = _tokens({row.way.token for row in facts if row.way.token})
    closed, changed = [], []
    for follower in followers:
        asked = follower.asked
        found = members.get((asked.user.pk, asked.project))
        if found is None or not _is_open(asked.way, sessions, tokens, password=found[2]):
            closed.append(follower)
        elif follower.seen_as is not None and follower.seen_as != found[:2]:
            changed.append(follower)
    return closed, changed


def _is_open(way: Way, sessions: Collection[str], tokens: Collection[str], *, password: str) -> bool:
    if way.token is not None:
        return way.token in tokens
    return way.session in sessions and way.password == password


def _sessions(keys: Collection[str]) -> set[str]:
    if not keys:
        return set()
    rows = Session.objects.filter(session_key__in=keys, expire_date__gt=timezone.now())
    return set(rows.values_list("session_key", flat=True))


def _tokens(digests: Collection[str]) -> set[str]:
    if not digests:
        return set()
    now = timezone.now()
    rows = AuthToken.objects.filter(digest__in=digests).values_list("digest", "expiry")
    return {digest for digest, expiry in rows if expiry is None or expiry > now}
