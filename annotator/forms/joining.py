"""What somebody types to come in, and chooses when leaving."""

from django import forms

from core.services.leaving import DELETE, KEEP

_CODE = {"autocomplete": "off", "autocapitalize": "characters", "autocorrect": "off", "spellcheck": "false"}


class JoinForm(forms.Form):
    """A code and a name of one's own; the service says what they must be."""

    code = forms.CharField(
        max_length=200, label="Code", widget=forms.TextInput(attrs=_CODE | {"class": "code-field"}),
        help_text="From the wall, as K7M-3QX4. Capitals and the hyphen do not matter.",
    )  # fmt: skip
    name = forms.CharField(
        max_length=200, label="Your name here", widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
        help_text="One that the others know you by, or any other.",
    )  # fmt: skip


class BackForm(forms.Form):
    """The key that was shown after joining."""

    return_key = forms.CharField(
        max_length=200, label="Your return key", widget=forms.TextInput(attrs=_CODE | {"class": "code-field"}),
        help_text="Four groups of four. Capitals and hyphens do not matter.",
    )  # fmt: skip


class LeaveForm(forms.Form):
    """What becomes of one's marks; nothing is taken for chosen."""

    marks = forms.ChoiceField(
        label="Your marks and comments", widget=forms.RadioSelect,
        choices=[(KEEP, "Keep them, under the code name"), (DELETE, "Delete them")],
        error_messages={"required": "Choose what becomes of your marks."},
    )  # fmt: skip
