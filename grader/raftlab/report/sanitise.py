"""Text of a submission, made fit to be shown: what would move the cursor or the reading order is spelled out."""

from __future__ import annotations


def plain_text(text: str) -> str:
    r"""Return `text` with every control, bidi and invisible character as its escape (\x1b, \u202e); line ends stay.

    >>> plain("a\x1b[31mb\u202ec")
    'a\\x1b[31mb\\u202ec'
    """
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() or char == "\n" else escaped_character(char) for char in text)


def escaped_character(char: str) -> str:
    """Return an unprintable character as Python would write it; a tab as spaces."""
    return "    " if char == "\t" else char.encode("unicode_escape").decode("ascii")


def one_line(text: str) -> str:
    """Return `text` plain and on one line."""
    return plain_text(" ".join(text.split()))


def encodable_text(text: str) -> str:
    r"""Return `text` so that it can be written as UTF-8: what stands for bytes that are no text is spelled out.

    >>> encodable("n\udcffm")
    'n\\udcffm'
    """
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
