"""When two spellings are one name."""


def name_key(name: str) -> str:
    """What spellings of one name have in common: no case, no outer spaces, one space between words.

    >>> name_key("  Vanda\u00a0 Felbab-Brown ") == name_key("vanda felbab-brown")
    True
    """
    return " ".join(name.split()).casefold()
