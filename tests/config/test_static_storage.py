"""What `collectstatic` makes of our files for an installation."""

import json
import re
from pathlib import Path
from typing import Any

import brotli
import pytest
from django.core.management import call_command

PLAIN_NAME = re.compile(r"""["'(/](?:[\w-]+/)*[\w-]+\.(?:js|css|woff2|svg)["')]""")


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with hashed and compressed files."""
    from django.test import override_settings

    folder = tmp_path_factory.mktemp("static")
    storages = {"staticfiles": {"BACKEND": "annotator.config.static_storage.HashedStorage"}}
    with override_settings(STATIC_ROOT=folder, STORAGES=storages):
        call_command("collectstatic", verbosity=0, interactive=False)
    return folder


def names(collected: Path) -> dict[str, str]:
    return json.loads((collected / "staticfiles.json").read_text())["paths"]


def content(collected: Path, name: str) -> str:
    return (collected / names(collected)[name]).read_text(encoding="utf-8")


def test_every_file_has_a_name_with_the_hash_of_its_content(collected: Path) -> None:
    hashed = names(collected)
    assert {"annotator/js/reading/read.js", "annotator/css/tokens.css", "annotator/favicon.svg"} <= hashed.keys()
    for name in hashed.values():
        assert re.search(r"\.[0-9a-f]{12}\.[a-z0-9]+$", name), name
        assert (collected / name).is_file()


def test_the_script_of_the_reading_page_asks_for_no_other_file(collected: Path) -> None:
    script = content(collected, "annotator/js/reading/read.js")
    assert "const $codepoints = (() => {" in script
    assert not re.search(r"^import\b", script, re.MULTILINE)


def test_style_sheets_name_fonts_by_their_hashed_names(collected: Path) -> None:
    for name in names(collected):
        if name.endswith(".css"):
            assert not [found for found in PLAIN_NAME.findall(content(collected, name)) if "." not in found[:-6]]


def test_texts_are_compressed_beforehand(collected: Path) -> None:
    for name in ("annotator/js/reading/read.js", "annotator/css/components.css"):
        path = collected / names(collected)[name]
        packed = path.with_name(path.name + ".br")
        assert path.with_name(path.name + ".gz").is_file()
        assert brotli.decompress(packed.read_bytes()) == path.read_bytes()


def test_collecting_twice_gives_the_same_names(collected: Path, tmp_path: Path, settings: Any) -> None:
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {"staticfiles": {"BACKEND": "annotator.config.static_storage.HashedStorage"}}
    call_command("collectstatic", verbosity=0, interactive=False)
    assert names(tmp_path) == names(collected)


def test_an_unused_module_does_not_change_the_script(collected: Path) -> None:
    """Each page's script carries what it imports and nothing else: `shell.js` has one module with it."""
    assert content(collected, "annotator/js/shell.js").count(" = (() => {\n") == 2
