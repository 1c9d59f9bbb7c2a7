"""Texts that are written backwards, or with each letter some places further in the alphabet, as ROT13."""

from __future__ import annotations

import string
from collections.abc import Iterator

ANCHORS = ("self.", "def test_")
"""Nearly every method has the first, every check the second. A turned text is looked at only where it has one."""
ALPHABETS = (string.ascii_lowercase, string.ascii_uppercase)


def alphabet_turn(places: int) -> dict[int, str]:
    """Return the table that turns each letter by so many places."""
    return {ord(old): letters[(n + places) % 26] for letters in ALPHABETS for n, old in enumerate(letters)}


TURNS = tuple(alphabet_turn(places) for places in range(1, 26))
TURNED_ANCHORS = tuple(tuple(anchor.translate(alphabet_turn(-places)) for anchor in ANCHORS) for places in range(1, 26))
REVERSED_ANCHORS = tuple(anchor[::-1] for anchor in ANCHORS)


def turned_texts(text: str) -> Iterator[str]:
    """Yield `text` backwards, by itself and line by line, and with its letters turned, where it then has code."""
    if any(anchor in text for anchor in REVERSED_ANCHORS):
        yield text[::-1]
        yield "\n".join(line[::-1] for line in text.splitlines())
    for turn, anchors in zip(TURNS, TURNED_ANCHORS, strict=True):
        if any(anchor in text for anchor in anchors):
            yield text.translate(turn)
