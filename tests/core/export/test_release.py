"""A release from end to end: what is in it, who sees it, that it is the same bytes each time, and that it tells no more
than it may."""

import hashlib
import json
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.utils import timezone

from core.access import Viewer
from core.errors import Cancelled, Conflict, Forbidden, Gone, Invalid, NotFound
from core.export.corpus import Corpus
from core.export.registry import format_of, written
from core.export.release import write_release
from core.jobs.releases import run_release
from core.jobs.running import run_now
from core.models import (
    Annotation,
    Assessment,
    Citation,
    Claim,
    ClaimMark,
    JobState,
    Project,
    Release,
    ReleaseName,
    Reviewer,
    Source,
    Speaker,
)
from core.queries import releases
from core.services.leaving import leave
from core.services.progress import unheard
from core.services.releasing import create_release, discard_release, request_release, withdraw_release
from tests.core.export.test_parquet import corpus
from tests.core.importing.files import take
from tests.house import TEXT, House

QUOTE = "China banned the trade in 2019"


@pytest.fixture
def read_twice(house: House) -> House:
    """Two submitted readings of the one document with a ruling, and another document that Bob alone has submitted and
    Ann, who owns, has begun."""
    facets = {"speaker": "no proof of state policy. Nobody asked", "role": "R1"}
    note = "Nobody asked the firms. The Chinese ministry denies it"
    first = house.mark("bob", QUOTE, "evidence", facets=facets, note=note)
    house.mark("cem", QUOTE, "assertion")
    house.submit("bob")
    house.submit("cem")
    house.rule("ada", first, reason="Officials say Beijing does little and no more")
    other = house.add_document("d2", "Quite another article that stands alone here.")
    house.mark("bob", "Quite another article", document=other)
    house.submit("bob", other)
    house.mark("ann", "stands alone", document=other)
    house.add_document("d3", "Nobody has read this one so far.")
    hang(house, first)
    return house


def hang(house: House, mark: Annotation) -> None:
    """A card, a citation that Ada opened, a claim, a speaker and an assessment, each with words of the article; and a
    card, a speaker and a mark's claim that no released mark has anything to do with."""
    words, ada = "China banned the trade in 2019", Reviewer.objects.get(project=house.project, user=house.ada.user)
    card = Source.objects.create(project=house.project, key="s1", title=words, producer="RAND", filed_openly=True)
    Source.objects.create(project=house.project, key="uncited", filed_openly=True)
    Citation.objects.create(project=house.project, annotation=mark, source=card, finding="says-so", excerpt=words,
                            checked_by=ada, checked_on="2026-11-21")  # fmt: skip
    for number, one in enumerate((mark, Annotation.objects.get(document__key="d2", quote="Quite another article"))):
        claim = Claim.objects.create(project=house.project, text=f"{number}: {words}")
        ClaimMark.objects.create(project=house.project, claim=claim, annotation=one)
    Speaker.objects.create(project=house.project, name=mark.facets["speaker"], note=words)
    Speaker.objects.create(project=house.project, name="Nobody here")
    bob, now = Reviewer.objects.get(project=house.project, user=house.bob.user), timezone.now()
    for reader, value in ((ada, "even"), (bob, "often")):
        Assessment.objects.create(
            document=house.document, reviewer=reader, state="submitted", first_submitted_at=now, submitted_at=now,
            answers={"emotional-tone": {"value": value, "note": words}},
        )  # fmt: skip


def made(viewer: Viewer, **said: Any) -> Release:
    """A frozen release."""
    asked = request_release(viewer, **{"name": "First", "licence": "CC-BY-4.0"} | said)
    assert run_now(asked.job).state == JobState.DONE, asked.job.message
    asked.release.refresh_from_db()
    return asked.release


def contents(release: Release) -> dict[str, bytes]:
    folder = releases.folder_of(release)
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def lines_of(release: Release, type_: str) -> list[dict[str, Any]]:
    lines = map(json.loads, contents(release)["corpus.jsonl"].splitlines())
    return [line for line in lines if line["type"] == type_]


def test_a_release_holds_what_its_maker_may_see_under_random_names(read_twice: House) -> None:
    release = made(read_twice.ann, layers="both")
    assert [line["id"] for line in lines_of(release, "document")] == ["d1"]
    names = {line["id"] for line in lines_of(release, "reviewer")}
    assert names == {row.name for row in releases.key_of(read_twice.ann, 1) if row.code_name in _code_names(release)}
    everything = _all_words(release)
    for code_name in read_twice.project.reviewers.values_list("code_name", flat=True):
        assert code_name not in everything
    order = [line["reviewer"] for line in lines_of(release, "annotation")]
    assert order == sorted(order)
    assert release.facts["left_out"] == {"withheld": 1, "unread": 1}
    report = release.project.jobs.get().report
    assert (report["withheld"], report["unread"]) == (["d2"], ["d3"])
    assert "Quite another" not in everything
    assert '"d2"' not in everything


def test_what_hangs_on_the_released_marks_goes_along_under_random_names_and_no_more(read_twice: House) -> None:
    release = made(read_twice.ann)
    ada = next(row.name for row in releases.key_of(read_twice.ann, 1) if row.code_name in _names_of("ada"))
    (cited,) = lines_of(release, "citation")
    assert (cited["finding"], cited["excerpt"], cited["checked_by"]) == ("says-so", QUOTE, ada)
    assert [line["id"] for line in lines_of(release, "source")] == ["s1"]
    assert [line["text"] for line in lines_of(release, "claim")] == [f"0: {QUOTE}"]
    assert [line["name"] for line in lines_of(release, "speaker")] == ["no proof of state policy. Nobody asked"]
    assert ada in {line["reviewer"] for line in lines_of(release, "assessment")} != {ada}
    assert ada in [line["id"] for line in lines_of(release, "reviewer")]
    card = contents(release)["README.md"].decode()
    assert "1 citation of 1 source, 1 of 1 opened (says so 1).\n1 claim, stated by 1 mark." in card
    assert (
        "Readers do not agree enough on the credibility indicator “Tone”: Krippendorff's alpha 0.00 (no interval; "
        "1 pair of answers in 1 document)."
    ) in card
    assert "Agreement on these credibility indicators is not measured: Original, Attribution, " in card
    told = json.loads(contents(release)["agreement.json"])["indicators"]["by_indicator"]["emotional-tone"]
    assert (told["alpha"], told["interval_reason"]) == (0, "fewer than 5 documents to draw from")


def test_without_words_findings_and_places_stay(read_twice: House) -> None:
    release = made(read_twice.ann, texts="none")
    assert [sorted(line) for line in lines_of(release, "citation")] == [
        ["annotation", "checked_by", "checked_on", "finding", "source", "type"]
    ]
    assert lines_of(release, "source") == [{"type": "source", "id": "s1", "producer": "RAND"}]
    assert [sorted(line) for line in lines_of(release, "claim")] == [["annotations", "id", "type"]]
    assert lines_of(release, "speaker") == []
    answers = [line["answers"]["emotional-tone"] for line in lines_of(release, "assessment")]
    assert sorted(answers, key=str) == [{"value": "even"}, {"value": "often"}]


def _names_of(*usernames: str) -> set[str]:
    return set(Reviewer.objects.filter(user__username__in=usernames).values_list("code_name", flat=True))


def _code_names(release: Release) -> set[str]:
    """Of Bob, Cem and Ada, who are in it."""
    return set(
        release.project.reviewers.filter(user__username__in=["bob", "cem", "ada"]).values_list("code_name", flat=True)
    )


def test_the_manifest_holds_every_file_with_its_hash_and_nothing_changes_when_it_is_written_again(
    read_twice: House,
) -> None:
    release = made(read_twice.ann, texts="full", layers="both")
    before = contents(release)
    manifest = json.loads(before["manifest.json"])
    rows = {row["name"]: row for row in manifest["files"]}
    assert set(rows) == set(before) - {"manifest.json"}
    for name, data in before.items():
        stored = release.files.get(name=name)
        assert (stored.n_bytes, stored.sha256) == (len(data), hashlib.sha256(data).hexdigest())
        assert name == "manifest.json" or (rows[name]["bytes"], rows[name]["sha256"]) == (len(data), stored.sha256)
    write_release(release, read_twice.ann)
    assert contents(release) == before
    frozen = Corpus(releases.folder_of(release) / "corpus.jsonl")
    for name in [name.removesuffix(".zip") for name in before if name.endswith(".zip")]:
        assert [part.name for part in written(format_of(name), frozen)]


@pytest.mark.parametrize("texts", ["none", "quotes", "full"])
def test_no_five_words_of_an_article_are_in_a_release_without_words(read_twice: House, texts: str) -> None:
    release = made(read_twice.ann, texts=texts, layers="both")
    assert bool(_fives(TEXT) & _fives(_all_words(release))) == (texts != "none")
    assert (TEXT in "".join(row.get("text", "") for row in lines_of(release, "document"))) == (texts == "full")


def _all_words(release: Release) -> str:
    """All that the files say, whatever they are packed in."""
    import pyarrow.parquet as pq

    found = []
    for path in releases.folder_of(release).iterdir():
        if path.suffix == ".parquet":
            found.append(json.dumps(pq.read_table(path).to_pylist(), default=str, ensure_ascii=False))
        elif path.suffix == ".zip":
            with zipfile.ZipFile(path) as archive:
                found += [archive.read(name).decode() for name in archive.namelist()]
        else:
            found.append(path.read_text(encoding="utf-8"))
    return "\n".join(found)


def _fives(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return set(zip(*(words[place:] for place in range(5)), strict=False))


def test_who_still_reads_a_document_blind_does_not_know_of_the_release(read_twice: House) -> None:
    house = read_twice
    house.add_document("d4", "A fourth one that Gus has begun.")
    gus = house.join("gus", "reviewer")
    release = made(house.ann)
    for name in ("bob", "cem", "vera", "ada", "ann"):
        assert list(releases.releases(house.viewers[name])) == [release], name
    assert not releases.releases(gus).exists()
    with pytest.raises(NotFound):
        releases.file(gus, 1, "README.md")
    house.mark("gus", "Beijing")
    house.submit("gus")
    assert releases.release(gus, 1) == release


def test_only_owners_make_withdraw_and_have_the_key(read_twice: House) -> None:
    with pytest.raises(Forbidden):
        create_release(read_twice.ada, name="Mine")
    made(read_twice.ann)
    for ask in (lambda viewer: releases.key_of(viewer, 1), lambda viewer: withdraw_release(viewer, 1, "x")):
        with pytest.raises(Forbidden):
            ask(read_twice.ada)


def test_a_withdrawn_release_stays_listed_with_its_reason_and_gives_no_file(read_twice: House) -> None:
    made(read_twice.ann)
    with pytest.raises(Invalid, match="Say why"):
        withdraw_release(read_twice.ann, 1, " ")
    withdraw_release(read_twice.ann, 1, "A text was not ours to give.")
    assert releases.release(read_twice.bob, 1).reason == "A text was not ours to give."
    with pytest.raises(Gone, match="A text was not ours to give"):
        releases.file(read_twice.bob, 1, "README.md")
    with pytest.raises(Conflict):
        withdraw_release(read_twice.ann, 1, "Again.")


def test_what_was_cancelled_or_discarded_leaves_nothing(read_twice: House, settings: Any) -> None:
    asked = request_release(read_twice.ann, name="Never")

    def cancelled(n_done: int, n_total: int, unit: str, message: str = "") -> None:
        if "agreement" in message:
            raise Cancelled("Cancelled.")

    with pytest.raises(Cancelled):
        run_release(asked.job, cancelled)
    assert not Release.objects.exists()
    assert not ReleaseName.objects.exists()
    assert not list(Path(settings.RELEASES).glob(f"{asked.release.pk}*"))
    second = request_release(read_twice.ann, name="Nor this")
    discard_release(read_twice.ann, second.release.number)
    assert run_now(second.job).state == JobState.FAILED
    assert not list(Path(settings.RELEASES).glob(f"{second.release.pk}*"))


def test_begun_anew_after_a_kill_a_release_is_the_same_bytes_and_frozen_it_is_left_alone(read_twice: House) -> None:
    asked = request_release(read_twice.ann, name="Killed twice")
    folder = releases.folder_of(asked.release)
    write_release(asked.release, read_twice.ann)  # killed before it was frozen,
    first = contents(asked.release)
    part = folder.with_name(f"{folder.name}.part")
    part.mkdir()
    (part / "corpus.jsonl").write_bytes(b"half a li")  # and in the middle of a file
    (folder / "README.md").write_bytes(b"of a try before")
    assert not releases.releases(read_twice.bob).exists()
    assert run_now(asked.job).state == JobState.DONE
    assert contents(asked.release) == first
    assert not part.exists()
    (folder / "left alone").touch()
    run_release(asked.job, unheard)
    assert (folder / "left alone").exists()


def test_marks_in_a_release_stay_when_their_reader_leaves_until_it_is_withdrawn(read_twice: House) -> None:
    made(read_twice.ann)
    gone = leave(read_twice.cem, marks="delete")
    assert (gone.n_deleted, gone.n_kept) == (0, 1)
    assert Annotation.objects.filter(reading__reviewer__user=read_twice.cem.user, deleted_at__isnull=True).count() == 1
    withdraw_release(read_twice.ann, 1, "Cem left.")
    read_twice.join("cem", "reviewer")
    assert leave(read_twice.cem, marks="delete").n_deleted == 1


def test_nothing_to_release_and_what_is_no_choice_is_refused_in_words(house: House) -> None:
    with pytest.raises(Invalid, match="nothing to release"):
        create_release(house.ann, name="Empty")
    for said in ({"name": " "}, {"texts": "some"}, {"licence": "x" * 61}, {"kind": "robot"}, {"name": "a\nb"}):
        with pytest.raises(Invalid) as refused:
            create_release(house.ann, **{"name": "A", **said})
        assert set(refused.value.errors) == set(said)


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # of rdflib, by mlcroissant
def test_the_card_has_nothing_to_fill_in_and_other_peoples_tools_take_the_folder(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    import datasets
    import mlcroissant

    from core.access import keeper

    assert take(project, corpus()).stored
    release = made(keeper(project), name="Awkward texts", texts="full", layers="both")
    folder = releases.folder_of(release)
    card = (folder / "README.md").read_text()
    front = yaml.safe_load(card.split("---\n")[1])
    assert (front["license"], front["language"], front["size_categories"]) == ("cc-by-4.0", ["en"], ["n<1K"])
    assert not re.search("TODO|More Information Needed|\\bTBD\\b|None\\b(?! is known)", card)
    assert "one reading only" in card
    citation = yaml.safe_load((folder / "CITATION.cff").read_text())
    assert (citation["type"], citation["version"], citation["license"]) == ("dataset", "1", "CC-BY-4.0")
    read = mlcroissant.Dataset(jsonld=str(folder / "croissant.json"))
    assert not read.metadata.issues.errors
    assert not read.metadata.issues.warnings, read.metadata.issues.report()
    for name in ("annotations", "links", "decisions"):
        table = datasets.load_dataset(str(folder), name, split="train", cache_dir=str(tmp_path / "cache"))
        assert table.num_rows == release.facts["counts"][name]
    texts = {row["document"]: row["text"] for row in datasets.load_dataset(
        str(folder), "documents", split="train", cache_dir=str(tmp_path / "cache"))}  # fmt: skip
    marks = datasets.load_dataset(str(folder), split="train", cache_dir=str(tmp_path / "cache"))
    assert all(texts[mark["document"]][mark["start"] : mark["end"]] == mark["quote"] for mark in marks)


def test_rates_can_be_computed_again_from_the_tables_alone(house: House) -> None:
    """Per document the mean over those who read it, of marks and of words read, as the comparison has it."""
    import polars as pl

    for key, readers in (("long", ("bob", "cem")), ("longer", ("bob",))):
        text = " ".join(f"{key} word{number}" for number in range(400 if key == "long" else 700))
        document = house.add_document(key, text)
        for name in readers:
            for number in range(3 if name == "bob" else 2):
                house.mark(name, f"word{10 + number}", ("evidence", "assertion")[number % 2], document=document)
            house.submit(name, document)
    folder = releases.folder_of(made(house.ann))
    marks, coverage = (pl.read_parquet(folder / f"{name}.parquet") for name in ("annotations", "coverage"))
    read = coverage.group_by("part").agg(pl.len().alias("n_readers"), pl.col("n_words").mean())
    n_words = read["n_words"].sum()
    of_part = marks.filter(pl.col("in_figures")).group_by("part", "label").len("n").join(read, on="part")
    rates = of_part.group_by("label").agg(1_000 * (pl.col("n") / pl.col("n_readers")).sum() / n_words)
    (gazette,) = json.loads((folder / "comparison.json").read_text())["outlets"]
    told = {key: row["rate_per_1000"] for key, row in gazette["labels"].items() if row["n"]}
    # By hand: evidence (2 + 1) / 2 + 2, assertion (1 + 1) / 2 + 1, of 800 + 1,400 words.
    assert told == pytest.approx({"evidence": 3.5 / 2.2, "assertion": 2 / 2.2}, abs=0.01)
    assert dict(rates.iter_rows()) == pytest.approx(told, abs=0.01)
