"""Codebooks: what is published holds, whoever publishes it."""

from typing import Any

import pytest

from core.errors import Invalid
from core.services import codebooks
from core.services.codebooks import codebook_data, publish_codebook
from tests.core.importing.files import empty_project

LABEL = {"key": "a", "name": "A"}
ROLE = {"key": "role", "values": [{"key": "r1"}]}


def book(label: Any = None, facet: Any = None, **more: Any) -> dict[str, Any]:
    """A small codebook with one thing bent."""
    return {"key": "small", "labels": [LABEL | (label or {})], "facets": [ROLE | (facet or {})]} | more


@pytest.mark.django_db
@pytest.mark.parametrize(
    "bent",
    [
        book(facet={"bands": "x"}),
        book(facet={"bands": [{"name": "low"}]}),
        book(facet={"bands": [{"name": "low", "values": ["r9"]}]}),
        book(facet={"bands": [{"name": "low", "values": [["r1"]]}]}),
        book(label={"guide": ["x"]}),
        book(label={"guide": {"examples": 1}}),
        book(label={"name": "a\x00b"}),
        book(label={"guide": {"examples": ["a\x07b"]}}),
        book(label={"score": 1}),
        book(focus={"names": [1]}),
        book(focus={"groups": "west"}),
        book(focus=[]),
        book(decision_order=[1]),
        book(facets=[1]),
        book(labels=None),
        book(labels=[]),
        book(key="small\n"),
        {},
    ],
)
def test_a_codebook_of_a_wrong_shape_is_invalid_and_the_former_one_stays(bent: dict[str, Any]) -> None:
    project = empty_project()
    with pytest.raises(Invalid) as refused:
        publish_codebook(project, bent)
    assert refused.value.code == "codebook_invalid"
    project.refresh_from_db()
    assert codebook_data(project.codebook)["key"] == codebooks.default_codebook()["key"]
    assert project.codebook.state == "published"


@pytest.mark.django_db
def test_a_null_in_a_codebook_counts_as_missing() -> None:
    codebook = publish_codebook(empty_project(), book(focus={"name": "China", "groups": None, "names": ["China"]}))
    assert codebook_data(codebook)["focus"] == {"name": "China", "groups": [], "names": ["China"]}
