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

DEPTH_LIMIT = 4
SIZE_LIMIT_BYTES = 64 * 1024 * 1024
BASE64_RUN = re.compile(rb"[A-Za-z0-9+/_-]{64,}={0,2}(?:\r?\n[A-Za-z0-9+/_-]{4,}={0,2})*")
DECOMPRESSORS: tuple[tuple[bytes, Callable[[bytes], bytes]], ...] = (
    (b"\x1f\x8b", gzip.decompress),
    (b"BZh", bz2.decompress),
    (b"\xfd7zXZ", lzma.decompress),
    (b"\x78", zlib.decompress),
)
ESCAPES = (("\\n", "\n"), ("\\t", "\t"), ('\\"', '"'), ("\\'", "'"), ("\\u003c", "<"), ("\\\\", "\\"))


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


def base64_contents(data: bytes) -> Iterator[bytes]:
    """Yield what the long runs of base64 letters decode to."""
    for run in BASE64_RUN.findall(data):
        letters = re.sub(rb"\s", b"", run).rstrip(b"=").translate(bytes.maketrans(b"-_", b"+/"))
        try:
            yield base64.b64decode(letters + b"=" * (-len(letters) % 4))
        except binascii.Error:
            continue


def text_views(data: bytes) -> Iterator[str]:
    """Yield the texts that `data` can be read as: UTF-8, UTF-16, without escapes of strings, without those of HTML."""
    text = data.decode("utf-8", "replace")
    yield text
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or data[:400].count(0) > len(data[:400]) // 4:
        yield data.decode("utf-16", "replace")
    if "\\n" in text:
        yield unescaped_text(text)
    if "&" in text and "<" in text:
        yield unescaped_text(html.unescape(re.sub(r"<[^>]*>", "", text)))


def unescaped_text(text: str) -> str:
    """Return the text with the escapes of JSON's and Python's strings replaced by what they stand for."""
    for escape, letter in ESCAPES:
        text = text.replace(escape, letter)
    return text


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
            pending.extend(value.values())
        elif isinstance(value, list):
            pending.extend(value)
