"""What a host says of a session, and which passage somebody looks at."""

from collections.abc import Sequence
from uuid import UUID

from django import forms

from annotator.forms.filters import BadParameter
from core.queries.codebooks import Rules
from core.services.drafts import read_uuid
from core.text.spans import Span

DETAILS = {
    "none": "None: labels only, for a first lesson",
    "first": "Those asked first",
    "all": "All of the codebook",
}
MAX_OFFSET = 10**9


class SessionForm(forms.Form):
    """A new session."""

    name = forms.CharField(
        max_length=200, required=False, help_text="What your class will see, such as Media ethics, Thursday."
    )
    asked = forms.ChoiceField(
        label="Details that are asked", choices=tuple(DETAILS.items()), initial="first", widget=forms.RadioSelect
    )
    source_blind = forms.BooleanField(required=False, label="Hide where the article is from until it is submitted")
    n_minutes = forms.IntegerField(
        required=False, min_value=1, max_value=600, label="Minutes for marking",
        help_text="A clock that everybody sees. Nothing happens by itself when it ends. Leave it empty for no clock.",
    )  # fmt: skip

    def details(self, rules: Rules) -> Sequence[str] | None:
        """Keys of the details that are asked; None for all."""
        asked = self.cleaned_data["asked"]
        if asked == "all":
            return None
        return [rule.key for rule in rules.facets.values() if rule.first] if asked == "first" else []


class MinutesForm(forms.Form):
    """More time, or another time."""

    n_minutes = forms.IntegerField(min_value=1, max_value=600)


def passage_from(said: str) -> Span | None:
    """`12-80` in code points; None for nothing said. `BadParameter` for anything else."""
    if not said:
        return None
    first, _, last = said.partition("-")
    is_span = first.isascii() and last.isascii() and first.isdecimal() and last.isdecimal() and len(said) < 22
    if not is_span or not int(first) < int(last) < MAX_OFFSET:
        raise BadParameter("A passage is said as START-END.", errors={"passage": ["No passage."]})
    return Span(int(first), int(last))


def session_from(said: str) -> UUID | None:
    """The id of a session; None for nothing said."""
    return read_uuid(said) if said else None
