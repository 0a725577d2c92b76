"""Bytes or strings of strangers become stored text: one form, so that offsets and hashes stay true for ever.

Done: UTF-8 decoded, byte order marks at the very start taken off, CRLF and CR turned into LF. Refused:
control characters (Unicode category Cc) other than line feed and tab, lone surrogates. Nothing else is
touched: no NFC, no trimming, no change of spaces or quotation marks.
"""

import hashlib
import re

from core.errors import TextRefused

BYTE_ORDER_MARK = "\ufeff"
_REFUSED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_NAMES = {
    0x00: "NULL",
    0x07: "BELL",
    0x08: "BACKSPACE",
    0x0B: "LINE TABULATION",
    0x0C: "FORM FEED",
    0x1A: "SUBSTITUTE",
    0x1B: "ESCAPE",
    0x7F: "DELETE",
    0x85: "NEXT LINE",
}


def decode(raw: bytes) -> str:
    r"""The stored text of an UTF-8 file.

    Errors: TextRefused when the bytes are not UTF-8 (the message names the byte), or for what `canonical`
    refuses.

    >>> decode(b"\xef\xbb\xbfOne\r\ntwo\rthree")
    'One\ntwo\nthree'
    """
    try:
        text = bytes(raw).decode("utf-8")
    except UnicodeDecodeError as error:
        raise TextRefused(
            f"The file is not UTF-8: byte 0x{raw[error.start]:02X} at position {error.start} cannot be read. "
            "Save it as UTF-8 and send it again."
        ) from error
    return canonical(text)


def canonical(text: str) -> str:
    r"""The stored text of a string; the stored text of a stored text is itself.

    All byte order marks at the start go, not one: otherwise an export read back would lose another one each
    time.
    Errors: TextRefused; the message names the character and its position, counted from 0 in `text` as given.

    >>> canonical("A\r\nB\u00a0C")
    'A\nB\xa0C'
    """
    if refused := _REFUSED.search(text):
        position = refused.start()
        line = len(re.findall("\r\n|\r|\n", text[:position])) + 1
        raise TextRefused(
            f"The text cannot be stored: character {position} (line {line}) is {describe(refused.group())}. "
            "Remove it and send the text again."
        )
    return text.lstrip(BYTE_ORDER_MARK).replace("\r\n", "\n").replace("\r", "\n")


def describe(character: str) -> str:
    r"""Number and name of a refused character, for a message.

    >>> describe("\x0c"), describe("\ud800"), describe("\x02")
    ('U+000C FORM FEED', 'U+D800 LONE SURROGATE', 'U+0002 CONTROL CHARACTER')
    """
    number = ord(character)
    name = "LONE SURROGATE" if 0xD800 <= number <= 0xDFFF else _NAMES.get(number, "CONTROL CHARACTER")
    return f"U+{number:04X} {name}"


def sha256(text: str) -> str:
    """The SHA-256 of the text's UTF-8 bytes, 64 hexadecimal digits in lower case.

    Errors: TextRefused for a lone surrogate, which has no UTF-8 form.

    >>> sha256("abc")[:16]
    'ba7816bf8f01cfea'
    """
    try:
        return hashlib.sha256(text.encode("utf-8")).hexdigest()
    except UnicodeEncodeError as error:
        raise TextRefused(
            f"The text cannot be stored: character {error.start} is {describe(text[error.start])}."
        ) from error
