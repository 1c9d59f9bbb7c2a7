"""Content that no student's kit has, and that hides code from the search: it is a leak by itself."""

from __future__ import annotations

import io
import pickletools
import re
import zipfile

PYTHON_MAGIC = re.compile(rb"^..\r\n.{12}[\xe3c]", re.S)
MARSHALLED_MODULE = re.compile(rb"(?:^[\xe3c]|[\xe3c]\0{12}).*<module>", re.S)
PRINTED_TREE = re.compile(rb"\bFunctionDef\(\s*name=")
DISASSEMBLED_LINE = re.compile(rb"^.*\b(?:LOAD_FAST|LOAD_ATTR|LOAD_DEREF|STORE_ATTR)\w* +\d+ \(\w.*\)", re.M)
DISASSEMBLED_LINES_MINIMUM = 5
PICKLE_START = re.compile(rb"\x80[\x02-\x05](?:[\x95c}\]K(\x8cX]|$)")
UNSEARCHED_ARCHIVES = (
    b"7z\xbc\xaf\x27\x1c",
    b"Rar!\x1a\x07",
    b"\x28\xb5\x2f\xfd",  # Zstandard
    b"\x04\x22\x4d\x18",  # LZ4
    b"\x1f\x9d",  # compress
    b"MSCF",
    b"xar!",
)
ENCRYPTED_FLAG = 1


def unreadable_content(data: bytes) -> str:
    """Return what `data` is that the search cannot read and no kit needs; "" if it is nothing of the kind."""
    if PYTHON_MAGIC.match(data) or MARSHALLED_MODULE.search(data):
        return "compiled Python"
    if is_pickle(data):
        return "a pickle"
    if PRINTED_TREE.search(data):
        return "a printed syntax tree"
    if b"LOAD_FAST" in data and len(DISASSEMBLED_LINE.findall(data)) >= DISASSEMBLED_LINES_MINIMUM:
        return "disassembled Python"
    return "an archive that is not searched" if data.startswith(UNSEARCHED_ARCHIVES) or has_password(data) else ""


def is_pickle(data: bytes) -> bool:
    """Return whether a pickle is at the start of `data`. It is only disassembled: nothing in it runs."""
    if not PICKLE_START.match(data):
        return False
    try:
        return any(operation.name == "STOP" for operation, _, _ in pickletools.genops(data))
    except (ValueError, UnicodeDecodeError, IndexError):
        return False


def has_password(data: bytes) -> bool:
    """Return whether `data` is a zip with an encrypted member."""
    if b"PK\x05\x06" not in data:
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return any(entry.flag_bits & ENCRYPTED_FLAG for entry in archive.infolist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return False
