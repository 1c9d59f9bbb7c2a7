"""The ways to read a file's bytes: as they are, and as what they unpack, decode or unescape to."""

from __future__ import annotations

import base64
import binascii
import bz2
import gzip
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

DEPTH_LIMIT = 4
SIZE_LIMIT_BYTES = 64 * 1024 * 1024
BASE64_RUN = re.compile(rb"[A-Za-z0-9+/_-]{64,}={0,2}(?:\r?\n[A-Za-z0-9+/_-]{4,}={0,2})*")
DECOMPRESSORS: tuple[tuple[bytes, Callable[[bytes], bytes]], ...] = (
    (b"\x1f\x8b", gzip.decompress),
    (b"BZh", bz2.decompress),
    (b"\xfd7zXZ", lzma.decompress),
)
ZLIB_START = re.compile(rb"\x78[\x01\x5e\x9c\xda]")
WIDE_ENCODINGS = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
ZERO_BYTES = (0.25, 0.9)
"""The share of zero bytes in the beginning of a text whose letters take two or four bytes."""


def byte_views(data: bytes, depth: int = 0) -> Iterator[bytes]:
    """Yield `data` and, down to DEPTH_LIMIT, what it unpacks to: members of archives, compressed data, base64."""
    yield data
    if depth < DEPTH_LIMIT and len(data) < SIZE_LIMIT_BYTES:
        for inner in (*archive_members(data), *decompressed_data(data), *base64_contents(data)):
            yield from byte_views(inner, depth + 1)


def archive_members(data: bytes) -> Iterator[bytes]:
    """Yield the contents of a zip's members."""
    if b"PK\x03\x04" in data[:4096]:
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                for entry in archive.infolist():
                    if entry.file_size < SIZE_LIMIT_BYTES:
                        yield archive.read(entry)
        except (zipfile.BadZipFile, RuntimeError, NotImplementedError, zlib.error):
            return


def decompressed_data(data: bytes) -> Iterator[bytes]:
    """Yield what compressed data holds."""
    for magic, decompress in DECOMPRESSORS:
        if data.startswith(magic):
            try:
                yield decompress(data)
            except (OSError, EOFError, ValueError, zlib.error, lzma.LZMAError):
                continue
    for start in ZLIB_START.finditer(data):  # also in the middle, as in the metadata of a picture
        try:
            yield zlib.decompressobj().decompress(data[start.start() :], SIZE_LIMIT_BYTES)
        except zlib.error:
            continue


def base64_contents(data: bytes) -> Iterator[bytes]:
    """Yield what the long runs of base64 letters decode to."""
    for run in BASE64_RUN.findall(data):
        letters = re.sub(rb"\s", b"", run).rstrip(b"=").translate(bytes.maketrans(b"-_", b"+/"))
        try:
            yield base64.b64decode(letters + b"=" * (-len(letters) % 4))
        except binascii.Error:
            continue


def text_views(data: bytes) -> Iterator[str]:
    """Yield the texts that `data` can be read as: UTF-8, UTF-16, UTF-32, without the escapes of strings and of HTML."""
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
