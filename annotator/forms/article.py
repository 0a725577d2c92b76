"""Paste one article."""

import re
from typing import Any

from django import forms

from core.access import Viewer
from core.errors import TextRefused
from core.models import Document, Outlet, Project
from core.services.documents import DocumentDraft, is_partial_date
from core.text import canonical


class ExactText(forms.CharField):
    """A text area whose words arrive as they are: nothing stripped, line ends made one."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(strip=False, widget=forms.Textarea(attrs={"rows": 14}), **kwargs)

    def to_python(self, value: Any) -> str:
        """The canonical text; what cannot be stored is refused with its place."""
        text = super().to_python(value) or ""
        try:
            return canonical.canonical(text)
        except TextRefused as error:
            raise forms.ValidationError(error.message) from error


class ArticleForm(forms.Form):
    """Title, outlet, date and text of one article; `draft()` once it is valid."""

    title = forms.CharField(max_length=500, required=False)
    outlet = forms.ChoiceField(required=False, label="Outlet")
    new_outlet = forms.CharField(
        max_length=200,
        required=False,
        label="or a new outlet",
        help_text="Its name, if it is not in the list.",
    )
    published_on = forms.CharField(
        max_length=10,
        required=False,
        label="Date",
        help_text="A year, a month or a day: 2023, 2023-11, 2023-11-14.",
    )
    genre = forms.CharField(max_length=60, required=False, help_text="news, op-ed, analysis, interview …")
    author = forms.CharField(max_length=300, required=False, label="Byline")
    url = forms.URLField(required=False, label="Address", assume_scheme="https")
    text = ExactText(help_text="The article's own words. They are stored as they are and never changed.")

    def __init__(self, data: Any = None, *, viewer: Viewer) -> None:
        super().__init__(data)
        self.viewer = viewer
        self._draft: DocumentDraft | None = None
        outlets = Outlet.objects.filter(project=viewer.project).order_by("name").values_list("key", "name")
        self.fields["outlet"] = forms.ChoiceField(required=False, label="Outlet", choices=[("", "Choose …"), *outlets])

    def clean_published_on(self) -> str:
        """A partial date."""
        value = self.cleaned_data["published_on"]
        if not is_partial_date(value):
            raise forms.ValidationError("A date is a year, a month or a day: 2023, 2023-11, 2023-11-14.")
        return value

    def clean(self) -> dict[str, Any]:
        """One outlet, from the list or new."""
        data = super().clean() or self.cleaned_data
        if bool(data.get("outlet")) == bool(data.get("new_outlet")):
            raise forms.ValidationError("Choose an outlet, or name a new one (one of the two).")
        return data

    def draft(self) -> DocumentDraft:
        """The document as it would be stored, under a key made from title or outlet."""
        if self._draft is None:
            data = self.cleaned_data
            outlet = data["outlet"] or free_key(self.viewer.project, Outlet, data["new_outlet"])
            self._draft = DocumentDraft(
                key=free_key(self.viewer.project, Document, data["title"] or outlet), outlet=outlet, text=data["text"],
                title=data["title"], url=data["url"], author=data["author"],
                published_on=data["published_on"], genre=data["genre"],
            )  # fmt: skip
        return self._draft


def free_key(project: Project, model: type[Document] | type[Outlet], name: str) -> str:
    """A key made from a name that no other row of the project has."""
    stem = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:60] or "article"
    taken = set(model.objects.filter(project=project, key__startswith=stem).values_list("key", flat=True))
    return next(key for key in [stem, *(f"{stem}-{i}" for i in range(2, 10_000))] if key not in taken)
