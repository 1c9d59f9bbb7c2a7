"""The texts that are written in another way inside a text: encoded, split into strings, or as lists of numbers."""

from __future__ import annotations

import json
import quopri
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

HEX_RUN = re.compile(r"(?:[0-9a-fA-F]{2}){65,}")
"""Longer than the digests that a kit has."""
NUMBER_RUN = re.compile(r"(?:\b\d{1,3}\b[\s,]+){64,}\d{1,3}\b")
PERCENT_RUN = re.compile(r"(?:%[0-9A-Fa-f]{2}.*?){16}", re.S)
QUOTED_PRINTABLE = re.compile(r"=(?:\n|3D|20\n)")
CHR_CALL = re.compile(r"\bchr\((\d{1,3})\)|\b0x([0-9a-fA-F]{1,2})\b")
"""A letter as its number."""
LETTER_ESCAPE = re.compile(r"\\(?:x|u00)([0-9a-fA-F]{2})")
LETTERS_MINIMUM = 64
QUOTED_STRING = re.compile(r"""'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*\"""")
BYTE_LIMIT = 256
ESCAPES = (("\\n", "\n"), ("\\t", "\t"), ('\\"', '"'), ("\\'", "'"), ("\\u003c", "<"), ("\\\\", "\\"))
"""Of the strings of JSON and Python -> what they stand for."""


def unescaped_text(text: str) -> str:
    """Return the text with the escapes of JSON's and Python's strings replaced by what they stand for."""
    for escape, letter in ESCAPES:
        text = text.replace(escape, letter)
    return text


def decode_encoded_parts(text: str) -> Iterator[str]:
    """Yield what `text` says in percent signs, quoted-printable, hexadecimal and decimal numbers, and split strings."""
    if PERCENT_RUN.search(text):
        yield unquote(text)
    if QUOTED_PRINTABLE.search(text):
        yield quopri.decodestring(text.encode()).decode("utf-8", "replace")
    for run in HEX_RUN.findall(text):
        yield bytes.fromhex(run).decode("utf-8", "replace")
    for run in NUMBER_RUN.findall(text):
        numbers = [int(number) for number in re.findall(r"\d+", run)]
        if max(numbers) < BYTE_LIMIT:
            yield bytes(numbers).decode("utf-8", "replace")
    if len(found := CHR_CALL.findall(text)) >= LETTERS_MINIMUM:
        yield "".join(chr(int(decimal) if decimal else int(digits, 16)) for decimal, digits in found)
    if len(LETTER_ESCAPE.findall(text)) >= LETTERS_MINIMUM:
        yield unescaped_text(LETTER_ESCAPE.sub(lambda escape: chr(int(escape[1], 16)), text))
    yield from joined_json_strings(text)
    yield unescaped_text(joined_quoted_strings(text))


def joined_json_strings(text: str) -> Iterator[str]:
    """Yield each list of strings in a JSON text as one text: so a notebook stores a cell."""
    if text.lstrip()[:1] not in ("{", "["):
        return
    try:
        pending: list[Any] = [json.loads(text)]
    except (ValueError, RecursionError):
        return
    while pending:
        value = pending.pop()
        if isinstance(value, dict):
            pending.extend(value.values())
        elif isinstance(value, list):
            pending.extend(value)
            strings = [each for each in value if isinstance(each, str)]
            if len(strings) > 1:
                yield "".join(strings)


def joined_quoted_strings(text: str) -> str:
    """Return what stands between quotes on one line each, as one text: an answer may be split over several strings."""
    return "".join(string[1:-1] for string in QUOTED_STRING.findall(text))
