"""Figures are computed once for what they depend on, and the store does not grow without end."""

import pytest

from core.models import StoredFigure
from core.queries import stored as module
from core.queries.stored import stored
from tests.house import House


def test_the_same_question_is_computed_once_and_another_again(house: House, django_assert_num_queries) -> None:
    asked: list[float] = []

    def compute() -> dict:
        asked.append(0.1)
        return {"alpha": 0.1 + 0.2, "interval": (1 / 3, None)}

    first = stored(house.project, "gate", ["state", 1], compute)
    assert first == {"alpha": 0.1 + 0.2, "interval": [1 / 3, None]}
    assert list(stored(house.project, "gate", ["state", 1], compute)) == ["alpha", "interval"]  # in this order
    with django_assert_num_queries(1):
        assert stored(house.project, "gate", ["state", 1], compute) == first
    assert len(asked) == 1
    stored(house.project, "gate", ["state", 2], compute)
    stored(house.project, "contrasts", ["state", 1], compute)
    assert len(asked) == 3


def test_the_oldest_answers_go(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "KEPT", 3)
    for number in range(5):
        stored(house.project, "gate", [number], lambda number=number: number)
    assert set(StoredFigure.objects.values_list("value", flat=True)) == {"2", "3", "4"}


def test_no_figure_is_not_a_number(house: House) -> None:
    with pytest.raises(ValueError, match="Out of range float"):
        stored(house.project, "gate", [1], lambda: float("nan"))
