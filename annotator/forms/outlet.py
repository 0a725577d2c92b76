"""Outlets as forms send them: a new one, and what is known of one."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict

from annotator.forms.article import free_key
from core.access import Viewer
from core.models import Outlet


class NewOutletForm(forms.Form):
    """The name and facts of a new outlet; its key is made from the name."""

    name = forms.CharField(max_length=200)
    kind = forms.CharField(max_length=60, required=False, help_text="newspaper, broadcaster, think tank, blog …")
    country = forms.CharField(max_length=60, required=False)
    domain = forms.CharField(max_length=200, required=False, label="Site", help_text="Such as gazette.example.")

    def __init__(self, data: Any = None, *, viewer: Viewer) -> None:
        super().__init__(data)
        self.viewer = viewer

    def clean_name(self) -> str:
        """A name that no outlet of the project has: the same form sent twice adds nothing twice."""
        name = str(self.cleaned_data["name"])
        if Outlet.objects.filter(project=self.viewer.project, name__iexact=name).exists():
            raise forms.ValidationError("There is an outlet of this name already.")
        return name

    @property
    def key(self) -> str:
        """A free key made from the name."""
        return free_key(self.viewer.project, Outlet, self.cleaned_data["name"])


def changes_from(post: QueryDict) -> Mapping[str, Any]:
    """What is said of an outlet, as `change_outlet` takes it: facts in lines of text and source, without empty ones."""
    lines = zip(map(_line, post.getlist("text")), map(_line, post.getlist("source")), strict=False)
    facts = [{"text": text, "source": source} for text, source in lines if text or source]
    named = {name: _line(str(post[name])) for name in ("name", "kind", "country", "domain") if name in post}
    return named | {"facts": facts}


def _line(text: str) -> str:
    return text.replace("\r\n", "\n").strip()
