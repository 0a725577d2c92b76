"""A new release as its form sends it, and why one is withdrawn."""

from typing import Any

from django import forms

from core.export.cards.about import LICENCES
from core.models import Layers, ReviewerKind, Texts
from core.services.releasing import MAX_DESCRIPTION, MAX_LICENCE, MAX_NAME, MAX_REASON

OTHER = "other"
_TEXTS: dict[str, str] = {
    Texts.QUOTES: "The marked words only: most articles are other people’s",
    Texts.NONE: "No words at all: places, lengths and SHA-256 of texts",
    Texts.FULL: "Whole articles: only where you may give them away",
}
_LAYERS: dict[str, str] = {
    Layers.READERS: "What the readers marked", Layers.ADJUDICATED: "What the rulings say", Layers.BOTH: "Both",
}  # fmt: skip
KINDS: dict[str, str] = {
    "": "All", ReviewerKind.PERSON: "People", ReviewerKind.SIMULATED: "Simulated readers",
    ReviewerKind.MACHINE: "Machine readers",
}  # fmt: skip
_LICENCES = [("", "None yet: ask before you use it"), *((key, f"{row[0]} ({key})") for key, row in LICENCES.items()),
             (OTHER, "Another one, in your words")]  # fmt: skip


class ReleaseForm(forms.Form):
    """What is asked for; `values()` for the service, which checks it once more."""

    name = forms.CharField(max_length=MAX_NAME, label="Name", help_text="As it will be cited.")
    description = forms.CharField(
        max_length=MAX_DESCRIPTION, required=False, widget=forms.Textarea(attrs={"rows": 3}), label="Description"
    )
    texts = forms.ChoiceField(choices=list(_TEXTS.items()), label="Words of the articles", initial=Texts.QUOTES)
    layers = forms.ChoiceField(choices=list(_LAYERS.items()), label="Whose labels", initial=Layers.READERS)
    kind = forms.ChoiceField(choices=list(KINDS.items()), required=False, label="Readers")
    licence = forms.ChoiceField(choices=_LICENCES, required=False, label="Licence")
    licence_words = forms.CharField(max_length=MAX_LICENCE, required=False, label="Another licence")

    def clean(self) -> dict[str, Any]:
        """A licence of one's own words needs the words."""
        said = super().clean() or self.cleaned_data
        if said.get("licence") == OTHER and not said.get("licence_words"):
            self.add_error("licence_words", "Say which.")
        return said

    def values(self) -> dict[str, Any]:
        """As the service takes them."""
        said = dict(self.cleaned_data)
        words = said.pop("licence_words")
        return said | ({"licence": words} if said["licence"] == OTHER else {})


class WithdrawForm(forms.Form):
    """Why a release is given to nobody any more."""

    reason = forms.CharField(
        max_length=MAX_REASON, label="Why", widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Whoever asks for a file reads this.",
    )  # fmt: skip
