"""The disk of one server: segments of changes, appended and synced. A write that did not end is cut at the next start.

A checksum that does not fit is never cut: the node refuses to start, with the file and the offset. Once the log was
compacted, a state file stands for the segments before it, and they go.
"""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from raftlab.cluster.checksummed_records import HEADER_BYTES, damaged_file_error, pack_records, unpack_records
from raftlab.cluster.disk_checkpoint import (
    STATE_NAME,
    newest_state_number,
    numbered_files,
    read_state_file,
    remove_superseded_files,
    sync_folder,
    write_state_file,
)
from raftlab.cluster.durable_changes import DurableChange, DurableState
from raftlab.errors import RaftlabError

SEGMENT_LIMIT_BYTES = 16 << 20
COMPACTION_BYTES = 16 << 10
"""How much is written between two state files, at least."""
SEGMENT_NAME = "log-{:06d}.seg"
ENCODER = msgspec.msgpack.Encoder()
DECODER = msgspec.msgpack.Decoder(DurableChange)


class DiskFailedError(RaftlabError):
    """A write or sync did not succeed: nobody knows what is durable, so the node must end."""

    exit_code = 2


@dataclass
class DiskFaults:
    """What a storm does to a disk: each sync takes `stall_ms` longer, or the next write fails."""

    stall_ms: float = 0.0
    is_failing: bool = False


@dataclass
class Disk:
    """The changes of one server in `folder`. `state` is their sum; only the thread that appends may read it later."""

    folder: Path
    state: DurableState = field(default_factory=DurableState)
    faults: DiskFaults = field(default_factory=DiskFaults)
    cut_bytes: int = 0
    segment_limit_bytes: int = SEGMENT_LIMIT_BYTES
    compaction_bytes: int = COMPACTION_BYTES
    _handle: int = -1
    _segment: int = 0
    _size_bytes: int = 0
    _uncompacted_bytes: int = 0

    def append(self, changes: Sequence[DurableChange]) -> None:
        """Make the changes durable, in order, with one sync. DiskFailedError if that is not certain."""
        if not changes:
            return
        base = self.state.base_index
        try:
            self._write(pack_records(map(ENCODER.encode, changes)))
            if self.faults.stall_ms:
                time.sleep(self.faults.stall_ms / 1000)
            sync_data(self._handle)
            for change in changes:
                self.state.add(change)
            if self.state.base_index > base and self._uncompacted_bytes >= self.compaction_bytes:
                self._compact()
        except OSError as error:
            raise DiskFailedError(
                f"{self._path}: the disk failed ({error.strerror}); nothing after its last sync was answered:"
                " make room or fix it, and start the server again"
            ) from None

    def _write(self, data: bytes) -> None:
        if self.faults.is_failing:
            raise OSError(5, "Input/output error, injected")
        if self._size_bytes >= self.segment_limit_bytes:
            self._open_segment(self._segment + 1)
        view = memoryview(data)
        while view:
            view = view[os.write(self._handle, view) :]
        self._size_bytes += len(data)
        self._uncompacted_bytes += len(data)

    def _compact(self) -> None:
        """Write the state, begin a segment after it, and remove what it stands for."""
        number = self._segment + 1
        if write_state_file(self.folder, number, self.state):
            self._open_segment(number)
            remove_superseded_files(self.folder, number, SEGMENT_NAME)
        self._uncompacted_bytes = 0

    @property
    def _path(self) -> Path:
        return self.folder / SEGMENT_NAME.format(self._segment)

    def _open_segment(self, number: int) -> None:
        """Append to segment `number`, which a new file has durably in its folder."""
        if self._handle >= 0:
            os.close(self._handle)
        self._segment = number
        is_new = not self._path.exists()
        self._handle = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        self._size_bytes = os.fstat(self._handle).st_size
        if is_new:
            sync_folder(self.folder)

    def close(self) -> None:
        """Close the open segment."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1


def open_disk(folder: Path, *, was_used: bool = False) -> Disk:
    """Return the disk in `folder`, ready to append; what the last write left incomplete is cut off.

    was_used: a server ran on it before, so it has a file. DamagedFileError names the file and the offset where a
    checksum does not fit or a change is missing.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if was_used and not any(numbered_files(folder, pattern) for pattern in (SEGMENT_NAME, STATE_NAME)):
        raise damaged_file_error(folder / SEGMENT_NAME.format(1), 0, "it is gone, and this server ran before")
    disk = Disk(folder)
    disk.state, disk.cut_bytes, last = read_segments(folder, cuts_tail=True)
    try:
        disk._open_segment(last)
        remove_superseded_files(folder, newest_state_number(folder), SEGMENT_NAME)
    except OSError as error:
        raise DiskFailedError(f"{folder}: cannot be written ({error.strerror}); make room, or fix it") from None
    return disk


def wipe_disk(folder: Path) -> int:
    """Empty the disk in `folder`, as a new one would be; return the number of the last change that it held."""
    number = read_segments(folder)[0].number
    for pattern in (SEGMENT_NAME, STATE_NAME):
        for _, file in numbered_files(folder, pattern):
            file.unlink()
    (folder / SEGMENT_NAME.format(1)).touch(mode=0o600)
    sync_folder(folder)
    return number


def read_segments(folder: Path, cuts_tail: bool = False) -> tuple[DurableState, int, int]:
    """Return the durable state in `folder`, the bytes of its torn tail, and the number of its last segment."""
    first, state = read_state_file(folder)
    torn_bytes = 0
    files = [(number, file) for number, file in numbered_files(folder, SEGMENT_NAME) if number >= first]
    if files and files[0][0] != max(1, first):
        raise damaged_file_error(files[0][1], 0, f"what was written before it, from {max(1, first)} on, is gone")
    for number, file in files:
        records = unpack_records(file.read_bytes(), file)
        add_changes(state, records.payloads, file)
        if records.has_torn_tail:
            if number != files[-1][0]:
                raise damaged_file_error(file, records.complete_bytes, "a record is cut off, and a later file follows")
            torn_bytes = records.total_bytes - records.complete_bytes
            if cuts_tail:
                cut_tail(file, records.complete_bytes)
    return state, torn_bytes, files[-1][0] if files else max(1, first)


def add_changes(state: DurableState, payloads: Sequence[bytes], file: Path) -> None:
    """Add the changes of one segment to a state. DamagedFileError for one that does not follow."""
    offset = 0
    for payload in payloads:
        try:
            state.add(DECODER.decode(payload))
        except (msgspec.DecodeError, ValueError) as error:
            raise damaged_file_error(file, offset, str(error)) from None
        offset += len(payload) + HEADER_BYTES


def cut_tail(file: Path, length: int) -> None:
    """Cut the file to `length` bytes, durably."""
    handle = os.open(file, os.O_WRONLY | os.O_CLOEXEC)
    try:
        os.ftruncate(handle, length)
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_data(handle: int) -> None:
    """Wait until the bytes of a file, and its length, are on the disk."""
    (os.fdatasync if hasattr(os, "fdatasync") else os.fsync)(handle)
