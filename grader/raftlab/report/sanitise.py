"""Make text of a submission safe to show: escape what moves the cursor or changes the reading order."""

from __future__ import annotations


def plain_text(text: str) -> str:
    r"""Return `text` with each control, bidi and invisible character escaped (\x1b, \u202e); newlines stay.

    >>> plain_text("a\x1b[31mb\u202ec")
    'a\\x1b[31mb\\u202ec'
    """
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() or char == "\n" else escaped_character(char) for char in text)


def escaped_character(char: str) -> str:
    """Return an unprintable character as its Python escape; a tab as spaces."""
    return "    " if char == "\t" else char.encode("unicode_escape").decode("ascii")


def one_line(text: str) -> str:
    """Return `text` as plain text on one line."""
    return plain_text(" ".join(text.split()))


def encodable_text(text: str) -> str:
    r"""Return `text` with surrogates escaped, so that it can be encoded as UTF-8.

    >>> encodable_text("n\udcffm")
    'n\\udcffm'
    """
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
