"""A new text of an article, and the words at which a doubtful mark is to stand."""

from django import forms

from annotator.forms.article import ExactText


class VersionForm(forms.Form):
    """The text as it was found, what one knows of it, and a key of its own if it is to have one."""

    text = ExactText(
        label="The new text",
        help_text="All of it, as you found it. It is stored as it is; the version before stays as it was.",
    )
    note = forms.CharField(
        max_length=500, required=False, help_text="When and where it was found, whether the outlet says it was changed."
    )
    key = forms.CharField(
        max_length=100, required=False, label="Its key", help_text="Made from the first version’s unless you give one."
    )
