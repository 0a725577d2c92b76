"""A plan of who reads what, as its form sends it."""

from typing import Any

from django import forms

from core.queries.progress import Progress
from core.services.assigning import MAX_READINGS, PlanWish


class PlanForm(forms.Form):
    """How many readings, by whom, and what everybody reads; `wish()` once it is valid.

    `seed` chooses among equal plans (`again` asks for another one), `expected` names the plan that was looked at.
    """

    n_readings = forms.IntegerField(min_value=1, max_value=MAX_READINGS, label="Readings per article")
    readers = forms.MultipleChoiceField(label="Readers", widget=forms.CheckboxSelectMultiple)
    overlap = forms.MultipleChoiceField(
        label="Articles that everybody reads", required=False, widget=forms.CheckboxSelectMultiple
    )
    seed = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)
    again = forms.IntegerField(min_value=0, max_value=2**31 - 1, required=False, widget=forms.HiddenInput)
    expected = forms.CharField(max_length=16, required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, known: Progress) -> None:
        reviewers = [row.username for row in known.readers if row.role == "reviewer"]
        overlap = known.overlap
        initial = {
            "n_readings": known.n_readings, "readers": reviewers, "seed": 0,
            "overlap": [row.key for row in known.documents if row.pk in overlap],
        }  # fmt: skip
        super().__init__(data, initial=initial)
        self.fields["readers"].choices = [(row.username, row.name) for row in known.readers]  # type: ignore[attr-defined]
        titles = [(row.key, row.title or row.key) for row in known.documents]
        self.fields["overlap"].choices = titles  # type: ignore[attr-defined]

    @property
    def chosen_seed(self) -> int:
        """The seed of the plan that is asked for."""
        again: int | None = self.cleaned_data["again"]
        return self.cleaned_data["seed"] if again is None else again

    def wish(self) -> PlanWish:
        """What is asked of the plan: all documents."""
        said = self.cleaned_data
        return PlanWish(said["readers"], None, said["n_readings"], said["overlap"])
