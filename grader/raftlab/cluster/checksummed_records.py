"""Append-only files of records: each has its length, a CRC32 of its bytes, and a CRC32 of these two numbers.

The second checksum keeps a damaged length from passing for a record that was cut off: only a write that did not end
leaves an incomplete record, and only at the end of the last file.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

from raftlab.errors import RaftlabError

NUMBERS = struct.Struct("<II")
HEADER_BYTES = 12
RECORD_LIMIT_BYTES = 64 << 20


class DamagedFileError(RaftlabError):
    """A file has a byte that nobody wrote; the text names the file and the offset."""

    exit_code = 2


@dataclass(frozen=True)
class FileRecords:
    """The payloads in a file, and the length of the part that they fill: what follows was not written to its end."""

    payloads: tuple[bytes, ...]
    complete_bytes: int
    total_bytes: int

    @property
    def has_torn_tail(self) -> bool:
        """Return whether the last write did not end."""
        return self.complete_bytes < self.total_bytes


def pack_records(payloads: Iterable[bytes]) -> bytes:
    """Return the bytes of these records, one after the other."""
    return b"".join(map(pack_record, payloads))


def pack_record(payload: bytes) -> bytes:
    """Return the bytes of one record."""
    numbers = NUMBERS.pack(len(payload), crc32(payload))
    return numbers + crc32(numbers).to_bytes(4, "little") + payload


def unpack_records(data: bytes, file: Path) -> FileRecords:
    """Return the records in `data`, the content of `file`. DamagedFileError for a checksum that does not fit."""
    payloads: list[bytes] = []
    at = 0
    while at < len(data):
        header = data[at : at + HEADER_BYTES]
        if len(header) < HEADER_BYTES or (not any(header) and has_unwritten_end(data, at)):
            break
        if crc32(header[:8]) != int.from_bytes(header[8:], "little"):
            raise damaged_file_error(file, at, "the checksum of a record's header does not fit")
        length, checksum = NUMBERS.unpack(header[:8])
        if length > RECORD_LIMIT_BYTES:
            raise damaged_file_error(file, at, f"a record of {length:,} bytes cannot be")
        payload = data[at + HEADER_BYTES : at + HEADER_BYTES + length]
        if len(payload) < length:
            break
        if crc32(payload) != checksum:
            raise damaged_file_error(file, at, "the checksum of a record does not fit")
        payloads.append(payload)
        at += HEADER_BYTES + length
    return FileRecords(tuple(payloads), at, len(data))


def has_unwritten_end(data: bytes, start: int) -> bool:
    """Return whether all bytes from `start` on are zeros: the length of the file became durable before its bytes."""
    return len(data[start:].rstrip(b"\0")) == 0


def damaged_file_error(file: Path, offset: int, reason: str) -> DamagedFileError:
    """Return the error for a damaged byte. The repair: let the other servers bring the data back."""
    return DamagedFileError(
        f"{file}: damaged at byte {offset}: {reason}; restore the file from a copy, or remove this server for good"
        " (its promises are lost with it)"
    )
