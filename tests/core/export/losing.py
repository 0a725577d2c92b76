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
        **of_ledger(lines),
        "document_facts": sum(any(name in line for name in FACTS) for line in documents),
    }


def of_ledger(lines: list[Line]) -> dict[str, int]:
    """What hangs on marks and documents."""
    kinds = [line["type"] for line in lines]
    return {
        "sources": kinds.count("source"),
        "speakers": kinds.count("speaker"),
        "citations": kinds.count("citation"),
        "claims": sum(len(line["annotations"]) for line in lines if line["type"] == "claim"),
        "assessments": kinds.count("assessment"),
        "versions": sum("version_of" in line or "current" in line for line in lines),
    }


def without_zeros(counts: dict[str, int]) -> dict[str, int]:
    """Nothing is reported that was not lost."""
    return {code: n for code, n in counts.items() if n}
