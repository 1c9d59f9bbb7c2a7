"""Answers in RESP, the protocol of Redis, in its versions 2 and 3."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

RespValue = str | int | None | Sequence["RespValue"] | Mapping[str, "RespValue"]
"""An answer: a text, a number, nothing, a list, or a map (in version 2 a flat list)."""

OK_LINE = b"+OK\r\n"
QUEUED_LINE_LIMIT = 400


def encode_value(value: RespValue, version: int = 2) -> bytes:
    """Return an answer.

    >>> encode_value(["a", 1, None])
    b'*3\\r\\n$1\\r\\na\\r\\n:1\\r\\n$-1\\r\\n'
    """
    if value is None:
        return b"_\r\n" if version == 3 else b"$-1\r\n"
    if isinstance(value, int):
        return b":%d\r\n" % value
    if isinstance(value, str):
        data = value.encode("utf-8")
        return b"$%d\r\n%b\r\n" % (len(data), data)
    if isinstance(value, Mapping):
        pairs = [part for pair in value.items() for part in pair]
        head = b"%%%d\r\n" % len(value) if version == 3 else b"*%d\r\n" % len(pairs)
        return head + b"".join(encode_value(part, version) for part in pairs)
    return b"*%d\r\n" % len(value) + b"".join(encode_value(part, version) for part in value)


def encode_status(text: str) -> bytes:
    """Return a status line."""
    return b"+" + one_line(text) + b"\r\n"


def encode_error(text: str) -> bytes:
    """Return an error line; its first word is the kind of the error."""
    return b"-" + one_line(text) + b"\r\n"


def one_line(text: str) -> bytes:
    """Return a text as the bytes of one line."""
    return "".join(char if char.isprintable() else "?" for char in text)[:QUEUED_LINE_LIMIT].encode("utf-8", "replace")


def key_slot(key: str) -> int:
    """Return the slot of a key: CRC16 (XMODEM) of the key, or of what stands between { and } in it, modulo 16,384.

    >>> key_slot("123456789"), key_slot("{a}b") == key_slot("a")
    (12739, True)
    """
    start = key.find("{")
    stop = key.find("}", start + 1) if start >= 0 else -1
    if stop > start + 1:
        key = key[start + 1 : stop]
    crc = 0
    for byte in key.encode("utf-8", "replace"):
        crc ^= byte << 8
        for _ in range(8):
            crc = (crc << 1 ^ 0x1021 if crc & 0x8000 else crc << 1) & 0xFFFF
    return crc % 16_384
