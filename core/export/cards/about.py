"""What a data set is called and may be used for, as its makers say it."""

from dataclasses import dataclass

from core.models import Release, Texts

LICENCES: dict[str, tuple[str, str, str]] = {
    "CC-BY-4.0": ("Creative Commons Attribution 4.0", "cc-by-4.0", "https://creativecommons.org/licenses/by/4.0/"),
    "CC-BY-SA-4.0": (
        "Creative Commons Attribution-ShareAlike 4.0", "cc-by-sa-4.0",
        "https://creativecommons.org/licenses/by-sa/4.0/",
    ),
    "CC-BY-NC-4.0": (
        "Creative Commons Attribution-NonCommercial 4.0", "cc-by-nc-4.0",
        "https://creativecommons.org/licenses/by-nc/4.0/",
    ),
    "CC0-1.0": ("Creative Commons Zero 1.0 (no rights kept)", "cc0-1.0",
                "https://creativecommons.org/publicdomain/zero/1.0/"),
    "ODC-By-1.0": ("Open Data Commons Attribution 1.0", "odc-by", "https://opendatacommons.org/licenses/by/1-0/"),
    "ODbL-1.0": ("Open Database License 1.0", "odbl", "https://opendatacommons.org/licenses/odbl/1-0/"),
}  # fmt: skip
"""SPDX identifier -> name, name on the Hugging Face hub, address."""


@dataclass(frozen=True)
class About:
    """`number` 0: no release, and so without a day. `licence`: an SPDX identifier, other words, or nothing."""

    title: str
    description: str
    makers: str
    texts: str
    licence: str = ""
    number: int = 0
    day: str = ""

    @property
    def licence_url(self) -> str:
        """The address of a licence that is known; nothing of others."""
        return LICENCES[self.licence][2] if self.licence in LICENCES else ""

    @property
    def licence_words(self) -> str:
        """The licence in a sentence."""
        if not self.licence:
            return "No licence was given. Ask its makers before you use it."
        known = LICENCES.get(self.licence)
        return f"{known[0]} ({self.licence}), {known[2]}" if known else self.licence

    @property
    def texts_words(self) -> str:
        """How much of the articles goes with it."""
        return {
            Texts.FULL: "The articles are included in full.",
            Texts.QUOTES: "The articles are not included, only the marked words: most articles are other people's.",
            Texts.NONE: "No words of the articles are included, and nothing that may quote them (titles, notes, "
            "reasons, excerpts, what claims say, names of speakers): only places in code points, and length and "
            "SHA-256 of each text.",
        }[Texts(self.texts)]


def about_release(release: Release) -> About:
    """What a release says of itself."""
    return About(
        release.name, release.description, release.project.name, release.texts, release.licence, release.number,
        release.created_at.date().isoformat(),
    )  # fmt: skip
