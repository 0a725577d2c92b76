"""What a client holds after the events of its stream is what a fresh look shows, for each role, whatever happens."""

import random
import time
from contextlib import suppress

import pytest
from django.db import transaction
from django.utils import timezone

from core import access
from core.errors import DomainError
from core.models import Annotation, Comment, Event, Participant, Project, Session, Thread
from core.queries.visibility import visible_readings
from core.services import annotating, event_log, readings
from core.services.earlier import restore_annotation
from core.services.projects import reviewer_of
from core.services.waking import wake

ROLES = {"ann": "owner", "ada": "adjudicator", "vera": "viewer", "bob": "reviewer", "cem": "reviewer",
         "dan": "reviewer", "gus": "reviewer"}  # fmt: skip
READERS = ("ann", "bob", "cem", "dan", "gus", "ada")
WORDS = ("Beijing", "China banned", "Nobody asked", "There is no proof", "Officials say", "A headline")
PATIENCE_S = 10


class Client:
    """What one person's browser would hold."""

    def __init__(self, live, name):
        self.live, self.name = live, name
        self.state, self.n_read, self.allowed = {}, 0, set()
        self.stream = live.follow(name)

    def settle(self, what):
        """Applies what has come until it is the fresh state, which must be soon. Nobody writes meanwhile."""
        fresh, until = self.live.fresh(self.name), time.monotonic() + PATIENCE_S
        viewer = access.viewer(self.live.house.viewers[self.name].user, "house")
        self.allowed |= set(visible_readings(viewer).values_list("reviewer__code_name", flat=True))
        self._apply(fresh)
        while self.state != fresh:
            assert time.monotonic() < until, (self.name, what, set(self.state) ^ set(fresh), self.stream.heard[-3:])
            time.sleep(0.01)
            self._apply(fresh)

    def _apply(self, fresh):
        while self.n_read < len(self.stream.heard):
            row = self.stream.heard[self.n_read]
            self.n_read += 1
            if row.name == "reload":
                self.state = dict(fresh)
            elif row.name == "change" and row.data["annotation"]:
                assert row.data["reviewer"] in self.allowed, (self.name, row)
                self.state.pop(row.data["annotation"], None)
                if row.data["mark"]:
                    self.state[row.data["annotation"]] = row.data["mark"]


class Chance:
    """What people might do next; what the rules refuse does not happen."""

    def __init__(self, live, seed):
        self.house, self.random = live.house, random.Random(seed)

    def deck(self):
        """What is done, in any order."""
        times = {self.mark: 8, self.change: 3, self.delete: 2, self.restore: 1, self.link: 1, self.submit: 3,
                 self.reopen: 1, self.turn_session: 4, self.join_session: 2, self.comment: 1}  # fmt: skip
        steps = [does for does, n in times.items() for _ in range(n)]
        self.random.shuffle(steps)
        return steps

    def take(self, does):
        """Somebody does it; says who did what."""
        who = self.random.choice(READERS)
        with suppress(DomainError):
            does(access.viewer(self.house.viewers[who].user, "house"))
        return does.__name__, who

    def mark(self, viewer):
        label = self.random.choice(("assertion", "evidence", "opinion"))
        self.house.mark(viewer.user.username, self.random.choice(WORDS), label)

    def _own(self, viewer, **conditions):
        rows = Annotation.objects.filter(reading__reviewer__user=viewer.user, **conditions).order_by("pk")
        return self.random.choice(list(rows)) if rows else None

    def change(self, viewer):
        if mark := self._own(viewer, deleted_at=None):
            annotating.change_annotation(viewer, mark.uuid, mark.version, {"note": str(self.random.random())})

    def delete(self, viewer):
        if mark := self._own(viewer, deleted_at=None):
            annotating.delete_annotation(viewer, mark.uuid, mark.version)

    def restore(self, viewer):
        if mark := self._own(viewer, deleted_at__isnull=False):
            restore_annotation(viewer, mark.uuid, 1, at_version=mark.version)

    def link(self, viewer):
        ends = [self._own(viewer, deleted_at=None, label__key=key) for key in ("evidence", "assertion")]
        if all(ends):
            annotating.add_link(viewer, ends[0].uuid, ends[1].uuid, "supports")

    def submit(self, viewer):
        readings.submit_reading(viewer, self.house.document)

    def reopen(self, viewer):
        readings.reopen_reading(viewer, self.house.document)

    @transaction.atomic
    def turn_session(self, viewer):
        """A session is made, opened, revealed (with every open reading of its people submitted) and closed."""
        document = event_log.lock_document(self.house.document.pk)
        session = Session.objects.filter(document=document).exclude(state="closed").first()
        if session is None:
            session = Session.objects.create(project=self.house.project, document=document, host=self.house.ann.user)
            return event_log.record(document, Event.Kind.SESSION_MADE, about=session)
        turns = {"lobby": ("marking", Event.Kind.SESSION_OPENED), "marking": ("revealed", Event.Kind.SESSION_REVEALED),
                 "revealed": ("closed", Event.Kind.SESSION_CLOSED)}  # fmt: skip
        session.state, kind = turns[session.state]
        if session.state == "revealed":
            session.revealed_at = timezone.now()
            for person in session.participants.all():
                with suppress(DomainError), transaction.atomic():
                    readings.submit_reading(access.viewer(person.user, "house"), self.house.document)
        session.save()
        return event_log.record(event_log.lock_document(document.pk), kind, about=session)

    def join_session(self, viewer):
        session = Session.objects.exclude(state="closed").first()
        if session is not None:
            Participant.objects.get_or_create(session=session, user=viewer.user)
            wake(session=session.pk)

    @transaction.atomic
    def comment(self, viewer):
        document = event_log.lock_document(self.house.document.pk)
        author = reviewer_of(viewer)
        thread = Thread.objects.create(
            project=self.house.project, document=self.house.document, start=0, end=10, started_by=author
        )
        comment = Comment.objects.create(thread=thread, author=author, text="Is it?")
        event_log.record(document, Event.Kind.COMMENTED, about=comment)


@pytest.mark.parametrize(("visibility", "seed"), [("blind", 1), ("blind", 2), ("open", 3)])
def test_state_and_events_are_the_fresh_state(live, visibility, seed):
    for name, role in ROLES.items():
        live.house.join(name, role)
    Project.objects.update(visibility=visibility)
    clients = [Client(live, name) for name in ROLES]
    chance, done = Chance(live, seed), []
    for does in chance.deck():
        done.append(chance.take(does))
        for client in clients:
            client.settle(done[-6:])
    assert {"change", "reload"} <= {row.name for client in clients for row in client.stream.heard}
