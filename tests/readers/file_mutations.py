"""Damages files: bytes, values inside JSON, words of a text, and the members of a zip. The dice decide everything."""

from __future__ import annotations

import io
import json
import random
import re
import warnings
import zipfile
from typing import Any

JSON_VALUES: tuple[Any, ...] = (
    *(None, True, -1, 0, 1, 2, 7, 10**6, 2**31, 2**53 + 1, 10**15, 10**30, -(2**62), 0.5, 1e308, -0.5),
    *("", "S1", "S2", "S9", "leader", "nobody", "x" * 5_000, "\x00\x1b[31m", "\u202e<b>&amp;", "\ud800", "é"),
    *([], {}, [[]], ["S1", "S1"], {"type": "Boot"}, {"type": "AppendEntries", "term": 1}, [None] * 50),
)
WORDS = (
    *("0", "1", "2", "9" * 12, "9" * 5_000, "-1", "\u0663", "S1", "S2", "S9", "s1", "all", "|", "->", "<->", "empty"),
    *("committed", "term", "voted", "as", "leader", "x=1", "x+=2", "x:->1", "c/1", "on", "off", "#", '"', "\u202e"),
    *("x" * 5_000, "servers", "run", "wait", "expect", "option", "heartbeat", "election-timeout", "any", "append"),
)
NAMES = (
    *("../../x", "/etc/passwd", "C:/x", "a" * 300, "9" * 5_000, "", ".", "..", " ", "\n", "x\x00y", "\u202eyp.x"),
    *("submission_metadata.yml", "index.html", "timestamp.txt", "commit.py", "inner.zip", ".git/config", "__MACOSX/x"),
    *("Ada_LATE_12_34_commit.py", f"ada_{'9' * 5_000}_{'9' * 5_000}_commit.py", "a_1_assignsubmission_file_/commit.py"),
    *("12-34 - Ada Lovelace - Feb 30, 2026 926 PM/commit.py", "x_ada_attempt_9999-99-99-99-99-99_commit.py"),
    *("submitted/ada/scene05/timestamp.txt", "ada/scene05/timestamp.txt", "commit-999.py", "commit (9).py"),
)
TEXTS = (
    *(b"", b"\xff\xfe", b"\x00" * 100, b"9" * 5_000, b"2026-02-30 25:61:00 UTC", b"&a [*a, *a]", b"!!python/name:os"),
    *(b"0001-01-01 00:00:00 +23:59", b"9999-12-31T23:59:59-23:59", b"{" * 3_000, b"- " * 3_000, b"? ", b":sid: 0x"),
)


def damaged_bytes(data: bytes, dice: random.Random) -> bytes:
    """Return the bytes with a piece changed, removed, doubled or replaced."""
    place, length = dice.randrange(len(data) + 1), dice.choice((1, 1, 2, 8, 64, 1_000))
    head, piece, tail = data[:place], data[place : place + length], data[place + length :]
    match dice.randrange(6):
        case 0:
            return head
        case 1:
            return head + tail
        case 2:
            return head + piece + piece + tail
        case 3:
            return head + bytes(byte ^ (1 << dice.randrange(8)) for byte in piece) + tail
        case 4:
            return head + dice.randbytes(length) + tail
    return head + dice.choice(TEXTS) + tail


def damaged_json(data: bytes, dice: random.Random) -> bytes:
    """Return the JSON with values changed, removed, moved or nested."""
    value = json.loads(data)
    for _ in range(dice.choice((1, 1, 1, 2, 5))):
        if place := json_place(value, dice):
            change_place(*place, dice, value)
    return json.dumps(value).encode("utf-8", "surrogatepass")


def json_place(value: Any, dice: random.Random) -> tuple[Any, Any] | None:
    """Return a place inside a value: what holds it, and its key; None if there is none."""
    place = None
    while isinstance(value, dict | list) and value and (place is None or dice.random() < 0.85):
        key = dice.choice(list(value)) if isinstance(value, dict) else dice.randrange(len(value))
        place = value, key
        value = value[key]
    return place


def change_place(holder: Any, key: Any, dice: random.Random, whole: Any) -> None:
    """Change the value at one place: most often into one that may stand there."""
    match dice.randrange(10):
        case 0:
            del holder[key]
        case 1 if isinstance(holder[key], int):
            holder[key] += dice.choice((-1, -1, 1, 1, 10, 10**9))
        case 2 | 3 if isinstance(holder, list):
            holder.insert(key, json.loads(json.dumps(holder[key])))
        case 4 if isinstance(holder, list):
            dice.shuffle(holder)
        case 5 | 6 | 7 | 8:
            places = (json_place(whole, dice) for _ in range(200))
            same = next((place for place in places if place and place[1] == key and place[0] is not holder), None)
            other_holder, other_key = same or json_place(whole, dice) or (holder, key)
            holder[key] = json.loads(json.dumps(other_holder[other_key]))
        case _:
            holder[key] = json.loads(json.dumps(dice.choice(JSON_VALUES)))


def damaged_text(data: bytes, dice: random.Random, other_lines: list[str]) -> bytes:
    """Return a text of lines with words and lines changed, removed, doubled, or taken from other texts."""
    lines = data.decode().splitlines()
    for _ in range(dice.choice((1, 1, 2, 4))):
        place = dice.randrange(len(lines) + 1)
        match dice.randrange(6):
            case 0:
                del lines[place : place + dice.choice((1, 1, 5))]
            case 1:
                lines.insert(place, dice.choice(other_lines))
            case 2:
                lines[place:place] = lines[place : place + 3]
            case 3:
                dice.shuffle(lines)
            case _ if place < len(lines):
                lines[place] = changed_words(lines[place], dice)
    return "\n".join(lines).encode("utf-8", "surrogatepass")


def changed_words(line: str, dice: random.Random) -> str:
    """Return a line with one word changed, removed or added."""
    words = re.split(r"(\s+)", line)
    place = dice.randrange(len(words))
    words[place : place + dice.choice((0, 1))] = [dice.choice(WORDS)] if dice.random() < 0.8 else []
    return dice.choice((" ", "", "")).join(words)


def damaged_zip(data: bytes, dice: random.Random) -> bytes:
    """Return the zip with members renamed, damaged, doubled or removed; then perhaps its own bytes damaged."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = [(info.filename, archive.read(info)) for info in archive.infolist()]
    for _ in range(dice.choice((1, 1, 2, 5))):
        place = dice.randrange(len(members)) if members else -1
        name, content = members[place] if members else ("commit.py", b"x")
        match dice.randrange(6):
            case 0:
                members[place:place] = [(dice.choice(NAMES), content)]
            case 1:
                members[place : place + 1] = []
            case 2:
                members.append((damaged_name(name, dice), content))
            case 3:
                members.append((name, damaged_bytes(content, dice)))
            case _ if members:
                members[place] = (damaged_name(name, dice), damaged_bytes(content, dice))
    packed = packed_zip(members, dice)
    return damaged_bytes(packed, dice) if dice.random() < 0.3 else packed


def damaged_name(name: str, dice: random.Random) -> str:
    """Return a member's name with one part, or some characters, changed."""
    parts = name.split("/")
    parts[dice.randrange(len(parts))] = dice.choice(NAMES)
    changed = damaged_bytes(name.encode(), dice).decode("utf-8", "replace")
    return dice.choice(("/".join(parts), changed, re.sub(r"\d+", "9" * 5_000, name), name))[:60_000]


def packed_zip(members: list[tuple[str, bytes]], dice: random.Random) -> bytes:
    """Return a zip of the members, some with an impossible time."""
    buffer = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(buffer, "w", dice.choice((0, 8, 8, 8))) as archive:
        warnings.simplefilter("ignore")
        for name, content in members:
            info = zipfile.ZipInfo(name or "x")
            info.date_time = (
                (1980, dice.choice((1, 13, 0)), dice.choice((1, 31)), 25, 61, 0)
                if dice.random() < 0.1
                else (2026, 11, 23, 10, 0, 0)
            )
            archive.writestr(info, content)
    return buffer.getvalue()
