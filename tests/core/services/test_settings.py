"""Settings of a project: by its owner, checked, and told to its members."""

import pytest

from core.errors import Forbidden, Invalid
from core.models import Project
from core.services.settings import change_settings


def test_an_owner_changes_settings_and_the_rest_stays(house):
    changed = change_settings(house.ann, {"name": " Another ", "hidden_names": ["  NYT ", "NYT", ""], "n_readings": 3,
                                         "tentative_alpha": 0.5})  # fmt: skip
    stored = Project.objects.get()
    assert (changed.name, stored.name, stored.hidden_names, stored.n_readings) == ("Another", "Another", ["NYT"], 3)
    assert (stored.tentative_alpha, stored.enough_alpha) == (0.5, 0.667)
    assert (stored.visibility, stored.assignment, stored.source_blind) == ("blind", "free", False)


@pytest.mark.parametrize("name", ["ada", "bob", "vera"])
def test_nobody_else_does(house, name):
    with pytest.raises(Forbidden):
        change_settings(house.viewers[name], {"name": "Mine"})


@pytest.mark.parametrize(
    "values",
    [
        {"name": " "}, {"name": 3}, {"name": "x" * 201}, {"visibility": "closed"}, {"visibility": None},
        {"assignment": "mine"}, {"n_readings": 0}, {"n_readings": 2.0}, {"n_readings": True}, {"source_blind": "yes"},
        {"hidden_names": "NYT"}, {"hidden_names": [3]}, {"hidden_names": ["x" * 201]},
        {"hidden_names": [str(i) for i in range(201)]},
        {"tentative_alpha": -0.1}, {"enough_alpha": "high"}, {"enough_alpha": 0.39}, {"tentative_alpha": True},
        {"name": "a\x00b"}, {"slug": "other"}, {"codebook": 1},
    ],
)  # fmt: skip
def test_what_does_not_hold_is_refused_and_names_its_field(house, values):
    with pytest.raises(Invalid) as caught:
        change_settings(house.ann, values)
    assert list(caught.value.errors) == list(values)
    assert Project.objects.get().name == "The house"


@pytest.mark.parametrize(("values", "n_told"), [({"visibility": "open"}, 5), ({"name": "New"}, 0)])
def test_members_are_woken_when_what_they_may_see_changes(house, django_capture_on_commit_callbacks, values, n_told):
    with django_capture_on_commit_callbacks() as callbacks:
        change_settings(house.ann, values)
    assert len(callbacks) == n_told  # Ann, Bob, Cem, Vera, Ada
