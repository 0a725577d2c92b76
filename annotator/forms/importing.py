"""What a person says of files to be imported: what they are, whose they are, which column is what."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from core.access import Viewer
from core.importing.asking import Asked
from core.importing.document_table import FIELDS
from core.importing.encodings import CHOICES
from core.importing.registry import DOCUMENTS, FORMATS
from core.importing.source import Wish
from core.importing.table_cells import DELIMITERS
from core.models import Outlet

_WORDS = {
    "text": "text", "title": "title", "id": "key", "url": "address", "published_on": "date", "outlet": "outlet",
    "author": "byline", "language": "language", "genre": "genre", "event": "event",
}  # fmt: skip


def _outlet(viewer: Viewer) -> forms.ChoiceField:
    outlets = Outlet.objects.filter(project=viewer.project).order_by("name").values_list("key", "name")
    return forms.ChoiceField(
        required=False, label="Outlet", choices=[("", "Unidentified"), *outlets],
        help_text="For articles of which neither address nor column says who published them.",
    )  # fmt: skip


def format_choices() -> list[tuple[str, str]]:
    """What files may be, in words."""
    marks = [(row.name, row.title if row.name == "jsonl" else f"Marks: {row.title}") for row in FORMATS]
    return [(DOCUMENTS.name, "Articles"), *marks]


class UploadForm(forms.Form):
    """What comes beside the files."""

    format = forms.ChoiceField(
        required=False, label="What it is", choices=[("", "Find out by the files"), *format_choices()]
    )

    def __init__(self, data: Any = None, *, viewer: Viewer) -> None:
        super().__init__(data)
        self.fields["outlet"] = _outlet(viewer)

    def asked(self, uploads: Sequence[str], likely: str) -> Asked:
        """A dry run of these uploads."""
        chosen = self.cleaned_data["format"] or likely
        outlet = self.cleaned_data["outlet"] if chosen == DOCUMENTS.name else ""
        return Asked(uploads, chosen, dry_run=True, wish=Wish(outlet))


class ChangeForm(forms.Form):
    """The same files, read otherwise. `columns` are those of the first table among them."""

    format = forms.ChoiceField(label="What it is", choices=format_choices)

    def __init__(self, data: Any = None, *, viewer: Viewer, asked: Asked, tables: Sequence[Mapping[str, Any]]) -> None:
        super().__init__(data)
        self.uploads = asked.uploads
        table: Mapping[str, Any] = tables[0] if tables else {"columns": [], "fields": {}}
        wish = asked.wish
        self.fields["outlet"] = _outlet(viewer)
        self.fields["encoding"] = _choice("Encoding", [("", "Find out"), *((name, name) for name in CHOICES)])
        initial = {"format": asked.format, "outlet": wish.outlet, "encoding": wish.encoding}
        if table["columns"]:
            signs = [("", "Find out"), *((sign, words.capitalize()) for sign, words in DELIMITERS.items())]
            self.fields["delimiter"] = _choice("Cells are parted by", signs)
            initial["delimiter"] = wish.delimiter
            columns = [("", "None"), *((name, name or "(no name)") for name in table["columns"])]
            for name in FIELDS:
                self.fields[f"column_{name}"] = _choice(f"Column with the {_WORDS[name]}", columns)
                initial[f"column_{name}"] = (wish.columns or table["fields"]).get(name, "")
        self.initial = initial

    def asked(self) -> Asked:
        """A dry run, read as chosen."""
        data = self.cleaned_data
        if data["format"] != DOCUMENTS.name:
            return Asked(self.uploads, data["format"])
        columns = {name: data[f"column_{name}"] for name in FIELDS if data.get(f"column_{name}")}
        wish = Wish(data["outlet"], columns, data["encoding"], data.get("delimiter", ""))
        return Asked(self.uploads, data["format"], wish=wish)


def _choice(label: str, choices: Sequence[tuple[str, str]]) -> forms.ChoiceField:
    return forms.ChoiceField(required=False, label=label, choices=choices)
