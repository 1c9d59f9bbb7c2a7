"""The ways to read a file's bytes: as they are, and as what they unpack, decode or unescape to."""

from __future__ import annotations

import bz2
import html
import io
import json
import lzma
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import Any

from raftlab.authoring.leaks.decoded_texts import decode_encoded_parts, unescaped_text
from raftlab.authoring.leaks.encoded_runs import encoded_contents
from raftlab.authoring.leaks.turned_texts import turned_texts

DEPTH_LIMIT = 4
SIZE_LIMIT_BYTES = 64 * 1024 * 1024
STREAMS: tuple[tuple[re.Pattern[bytes], Callable[[], Any]], ...] = (
    (re.compile(rb"\x1f\x8b\x08"), lambda: zlib.decompressobj(zlib.MAX_WBITS | 16)),
    (re.compile(rb"BZh[1-9]1AY&SY"), bz2.BZ2Decompressor),
    (re.compile(rb"\xfd7zXZ\0"), lzma.LZMADecompressor),
    (re.compile(rb"\x5d\0\0[\x80\0]\0"), lambda: lzma.LZMADecompressor(lzma.FORMAT_ALONE)),
    (re.compile(rb"\x78[\x01\x5e\x9c\xda]"), zlib.decompressobj),
)
"""How a compressed stream begins -> what reads it, up to a number of bytes."""
WIDE_ENCODINGS = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
ZERO_BYTES = (0.25, 0.9)
"""The share of zero bytes in the beginning of a text whose letters take two or four bytes."""


def byte_views(data: bytes, depth: int = 0) -> Iterator[bytes]:
    """Yield `data` and, down to DEPTH_LIMIT, what it unpacks to: members of archives, compressed data, encoded runs."""
    yield data
    if depth < DEPTH_LIMIT and len(data) < SIZE_LIMIT_BYTES:
        for inner in (*archive_members(data), *decompressed_data(data), *encoded_contents(data)):
            yield from byte_views(inner, depth + 1)


def archive_members(data: bytes) -> Iterator[bytes]:
    """Yield the contents of a zip's members, wherever in the file the zip begins."""
    if b"PK\x05\x06" in data:
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                for entry in archive.infolist():
                    if entry.file_size < SIZE_LIMIT_BYTES:
                        yield archive.read(entry)
        except (zipfile.BadZipFile, RuntimeError, NotImplementedError, zlib.error):
            return


def decompressed_data(data: bytes) -> Iterator[bytes]:
    """Yield what compressed data holds: streams anywhere in the file, and one without a header at its start."""
    for start_pattern, make_decompressor in STREAMS:
        for start in start_pattern.finditer(data):  # also in the middle, as in the metadata of a picture
            try:
                yield make_decompressor().decompress(data[start.start() :], SIZE_LIMIT_BYTES)
            except (OSError, EOFError, ValueError, zlib.error, lzma.LZMAError):
                continue
    if not is_text(data):
        try:
            yield zlib.decompressobj(-zlib.MAX_WBITS).decompress(data, SIZE_LIMIT_BYTES)
        except zlib.error:
            return


def is_text(data: bytes) -> bool:
    """Return whether the beginning of `data` is text in UTF-8."""
    try:
        data[:1024].decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start > 1024 - 4  # a letter that the cut went through
    return True


def text_views(data: bytes) -> Iterator[str]:
    """Yield the texts that `data` can be read as: UTF-8, UTF-16, UTF-32, without escapes, decoded, and turned round."""
    text = data.decode("utf-8", "replace")
    yield text
    begin = data[:400]
    if begin and ZERO_BYTES[0] < begin.count(0) / len(begin) < ZERO_BYTES[1]:
        for encoding in WIDE_ENCODINGS:
            yield data.decode(encoding, "replace")
    if "\\n" in text:
        yield unescaped_text(text)
    if "&" in text and "<" in text:
        yield unescaped_text(html.unescape(re.sub(r"<[^>]*>", "", text)))
    yield from decode_encoded_parts(text)
    yield from turned_texts(text)


def json_objects(data: bytes) -> Iterator[dict[str, Any]]:
    """Yield each object in `data` if it is JSON; outer ones first."""
    if data.lstrip()[:1] not in (b"{", b"["):
        return
    try:
        pending = [json.loads(data)]
    except (ValueError, RecursionError):
        return
    while pending:
        value = pending.pop()
        if isinstance(value, dict):
            yield value
        inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        pending.extend(each for each in inner if isinstance(each, dict | list))
