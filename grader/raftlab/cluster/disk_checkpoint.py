"""The sum of all changes in one file, so that the segments before it can go. (Raft §7: the log may not grow for ever)

It is written under another name, synced and renamed, and the folder is synced: a reader finds it whole or not at all.
"""

from __future__ import annotations

import os
from pathlib import Path

import msgspec

from raftlab.cluster.checksummed_records import RECORD_LIMIT_BYTES, damaged_file_error, pack_record, unpack_records
from raftlab.cluster.durable_changes import DurableState

STATE_NAME, UNFINISHED_NAME = "state-{:06d}.bin", "state.new"
ENCODER = msgspec.msgpack.Encoder()
DECODER = msgspec.msgpack.Decoder(DurableState)


def numbered_files(folder: Path, pattern: str) -> list[tuple[int, Path]]:
    """Return the files of a pattern with their numbers, in order; a copy that someone keeps beside them is none."""
    found = ((file.stem.partition("-")[2], file) for file in folder.glob(pattern.format(0).replace("000000", "*")))
    return sorted((int(digits), file) for digits, file in found if digits.isdecimal())


def newest_state_number(folder: Path) -> int:
    """Return the number of the newest state file; 0 if there is none."""
    files = numbered_files(folder, STATE_NAME)
    return files[-1][0] if files else 0


def write_state_file(folder: Path, number: int, state: DurableState) -> bool:
    """Make the sum of all changes before segment `number` durable. Return False if it is too large for one record."""
    payload = ENCODER.encode(state)
    if len(payload) > RECORD_LIMIT_BYTES:
        return False
    unfinished = folder / UNFINISHED_NAME
    handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    try:
        view = memoryview(pack_record(payload))
        while view:
            view = view[os.write(handle, view) :]
        os.fsync(handle)
    finally:
        os.close(handle)
    unfinished.replace(folder / STATE_NAME.format(number))
    sync_folder(folder)
    return True


def read_state_file(folder: Path) -> tuple[int, DurableState]:
    """Return the newest state and the number of the segment that follows it; (0, no state) if there is none.

    DamagedFileError if the file is not what was written.
    """
    files = numbered_files(folder, STATE_NAME)
    if not files:
        return 0, DurableState()
    number, file = files[-1]
    records = unpack_records(file.read_bytes(), file)
    if len(records.payloads) != 1 or records.has_torn_tail:
        raise damaged_file_error(file, records.complete_bytes, "the file is not whole")
    try:
        return number, DECODER.decode(records.payloads[0])
    except msgspec.DecodeError as error:
        raise damaged_file_error(file, 0, str(error)) from None


def remove_superseded_files(folder: Path, number: int, segment_pattern: str) -> None:
    """Remove the segments and states before the state `number`, the oldest first, and a state that was not finished."""
    (folder / UNFINISHED_NAME).unlink(missing_ok=True)
    for pattern in (segment_pattern, STATE_NAME):
        for at, file in numbered_files(folder, pattern):
            if at < number:
                file.unlink()


def sync_folder(folder: Path) -> None:
    """Wait until the names in a folder are on the disk."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
