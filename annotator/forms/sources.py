"""What people send about sources: the facts on a card, a finding, and which cards are shown."""

from typing import Any

from django import forms
from django.http import QueryDict

from annotator.pages.sources import Asked
from core.models import Source
from core.services.card_facts import FACTS

STATES = ("", "unopened", "opened", "uncited")


class CardForm(forms.Form):
    """The facts on one card. What may be stored is checked by the service, so that all ways in have one rule."""

    producer = forms.CharField(
        max_length=300, required=False, label="Who produced it", help_text="RAND, a court, a ministry."
    )
    title = forms.CharField(max_length=500, required=False)
    published_on = forms.CharField(
        max_length=10, required=False, label="Date", help_text="2019, 2019-11 or 2019-11-14."
    )
    kind = forms.CharField(max_length=60, required=False, help_text="Report, law, data set, interview …")
    url = forms.CharField(max_length=2000, required=False, label="Address", help_text="http:// or https://")

    def __init__(self, data: Any = None, *, initial: Source | None = None) -> None:
        facts = {name: getattr(initial, name) for name in FACTS} if initial else None
        super().__init__(data, initial=facts, auto_id="card_%s")

    def refuse(self, message: str, errors: Any) -> None:
        """Shows what the service refused where it belongs; what was typed stays."""
        self.full_clean()
        for name, lines in (errors or {"": [message]}).items():
            self.add_error(name if name in self.fields else None, lines if name in self.fields else message)


def facts_from(post: QueryDict) -> dict[str, str]:
    """The facts of a card as they were sent."""
    return {name: post.get(name, "") for name in FACTS}


def asked_from(query: QueryDict) -> Asked:
    """What is asked of the ledger; all cards for a state that is none of ours."""
    state = query.get("state", "")
    return Asked(query.get("reviewers", ""), state if state in STATES else "", query.get("q", "").strip())
