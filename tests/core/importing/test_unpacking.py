"""Archives of strangers."""

import io
import zipfile
from pathlib import Path

import pytest

from core.errors import Invalid
from core.importing import unpacking
from core.importing.report import Remark
from tests.core.importing import zips


def unpack(archive: Path) -> tuple[dict[str, bytes], dict[str, str], list[str]]:
    """Contents by name, codes of refusals by name, remarks."""
    folder = archive.parent / "out"
    folder.mkdir()
    files, refused, told = {}, {}, []
    for at, found in unpacking.unpack(archive, folder):
        if isinstance(found, Path):
            assert found.parent == folder
            files[at.file] = found.read_bytes()
        elif isinstance(found, Remark):
            told.append(found.text)
        else:
            refused[at.file] = found.code
    return files, refused, told


def test_a_zipped_folder_comes_out_and_what_systems_add_is_left_alone_and_told(tmp_path: Path) -> None:
    archive = zips.zipped(tmp_path / "a.zip", **{"news/one.txt": b"One.", "__MACOSX/news/._one.txt": b"x",
                                                 "news/.DS_Store": b"x"})  # fmt: skip
    files, refused, told = unpack(archive)
    assert (files, refused) == ({"news/one.txt": b"One."}, {})
    assert told == ["2 hidden or system files were left alone: __MACOSX/news/._one.txt, news/.DS_Store"]


@pytest.mark.parametrize(
    ("name", "mode", "code"),
    [
        ("/etc/passwd", 0, "archive_name"),
        ("../out.txt", 0, "archive_name"),
        ("a/../../out.txt", 0, "archive_name"),
        ("C:out.txt", 0, "archive_name"),
        ("a\\..\\out.txt", 0, "archive_name"),
        ("a//out.txt", 0, "archive_name"),
        ("a\x1bout.txt", 0, "archive_name"),
        ("x" * 300 + ".txt", 0, "archive_name"),
        ("link.txt", zips.LINK, "archive_link"),
        ("device.txt", zips.DEVICE, "archive_link"),
        ("inner.zip", 0, "archive_nested"),
        ("GOOD.TXT", 0, "archive_name_twice"),
    ],
)
def test_a_member_that_may_not_be_read_is_refused_by_name_and_the_others_come_out(
    tmp_path: Path, name: str, mode: int, code: str
) -> None:
    archive = zips.with_member(zips.zipped(tmp_path / "a.zip", **{"good.txt": b"Good."}), name, mode=mode)
    files, refused, _ = unpack(archive)
    assert list(files) == ["good.txt"]
    assert list(refused.values()) == [code]
    assert {path.name for path in tmp_path.iterdir()} == {"a.zip", "out"}


def test_an_encrypted_member_is_refused_by_name(tmp_path: Path) -> None:
    archive = zips.encrypted(zips.zipped(tmp_path / "a.zip", **{"secret.txt": b"x"}))
    assert unpack(archive)[1] == {"secret.txt": "archive_encrypted"}


def test_a_bomb_is_ended_long_before_it_is_out(tmp_path: Path) -> None:
    zips.zipped(tmp_path / "a.zip", **{"bomb.txt": bytes(40_000_000)})
    with pytest.raises(Invalid, match="more than 200 times its packed size"):
        unpack(tmp_path / "a.zip")
    assert sum(path.stat().st_size for path in (tmp_path / "out").iterdir()) < 10_000_000


def test_sizes_that_an_archive_gives_are_not_believed(tmp_path: Path) -> None:
    archive = zips.zipped(tmp_path / "a.zip", **{"liar.txt": bytes(40_000_000)})
    raw = archive.read_bytes()
    archive.write_bytes(raw.replace((40_000_000).to_bytes(4, "little"), (7).to_bytes(4, "little")))
    with pytest.raises(Invalid, match="cannot be read"):
        unpack(archive)


@pytest.mark.parametrize(
    ("limit", "most", "words"),
    [("MAX_MEMBERS", 2, "holds 3 files"), ("MAX_BYTES", 5, "more than"), ("MAX_MEMBER_BYTES", 2, "'a.txt' has more")],
)
def test_an_archive_beyond_a_limit_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, most: int, words: str
) -> None:
    zips.zipped(tmp_path / "a.zip", **{f"{name}.txt": b"abc" for name in "abc"})
    monkeypatch.setattr(unpacking, limit, most)
    with pytest.raises(Invalid, match=words):
        unpack(tmp_path / "a.zip")


@pytest.mark.parametrize("cut", [0.3, 0.9])
def test_a_broken_archive_is_refused_in_words(tmp_path: Path, cut: float) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", bytes(range(256)) * 50)
    (tmp_path / "a.zip").write_bytes(stream.getvalue()[: int(len(stream.getvalue()) * cut)])
    with pytest.raises(Invalid, match="The archive cannot be read"):
        unpack(tmp_path / "a.zip")
