"""The settings of a project, as their form sends them."""

from typing import Any

from django import forms

from core.models import Project


class SettingsForm(forms.Form):
    """What an owner decides; `values()` for the service, which checks them once more."""

    name = forms.CharField(max_length=200, label="Name")
    visibility = forms.ChoiceField(choices=Project.Visibility.choices, label="Colleagues’ marks")
    assignment = forms.ChoiceField(choices=Project.Assignment.choices, label="Who reads what")
    n_readings = forms.IntegerField(min_value=1, max_value=100, label="Readings per article")
    tentative_alpha = forms.FloatField(min_value=0, max_value=1, label="“Tentative” from an alpha of")
    enough_alpha = forms.FloatField(min_value=0, max_value=1, label="“Readers agree” from an alpha of")
    source_blind = forms.BooleanField(required=False, label="Hide where articles are from until they are submitted")
    hidden_names = forms.CharField(
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        label="More names to hide, one a line",
    )

    def __init__(self, data: Any = None, *, project: Project) -> None:
        initial = {name: getattr(project, name) for name in self.base_fields}
        super().__init__(data, initial=initial | {"hidden_names": "\n".join(project.hidden_names)})

    def values(self) -> dict[str, Any]:
        """The settings as the service takes them."""
        said = dict(self.cleaned_data)
        return said | {"hidden_names": said["hidden_names"].splitlines()}
