"""What a corpus holds that most formats have no place for, counted by the tests themselves."""

from tests.core.export.corpora import Line

FACTS = ("title", "url", "author", "published_on", "language", "genre", "event", "outlet")


def counted(lines: list[Line]) -> dict[str, int]:
    """Codes of the loss report that every format counts alike -> how many of them these lines hold."""
    documents = [line for line in lines if line["type"] == "document"]
    return {
        "codebook": 1,
        "outlets": sum(line["type"] == "outlet" for line in lines),
        "sections": sum(len(line["sections"]) for line in documents),
        "excluded": sum(len(line["excluded"]) for line in documents),
        "decisions": sum(line["type"] == "decision" for line in lines),
        "adjudicated": sum("adjudicated_at" in line for line in documents),
        "document_facts": sum(any(name in line for name in FACTS) for line in documents),
    }


def without_zeros(counts: dict[str, int]) -> dict[str, int]:
    """Nothing is reported that was not lost."""
    return {code: n for code, n in counts.items() if n}
