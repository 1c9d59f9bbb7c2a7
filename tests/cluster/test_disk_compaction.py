"""Once the log was compacted, one state file stands for the segments before it, whatever crashes on the way."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.cluster.disk_writer import kill_writer, state_after

from raftlab.cluster import disk_checkpoint
from raftlab.cluster.checksummed_records import DamagedFileError
from raftlab.cluster.disk import Disk, DiskFailedError, open_disk, read_segments, wipe_disk
from raftlab.cluster.durable_changes import DurableChange
from raftlab.server import Command, Entry, Snapshot


def compacting_changes(rng: random.Random, count: int) -> list[DurableChange]:
    """Return changes that append entries; now and then a snapshot, and the log begins later."""
    changes: list[DurableChange] = []
    entries: list[Entry] = []
    base = 0
    while len(changes) < count:
        number = len(changes) + 1
        new = tuple(Entry(1, Command("put", "x", "v" * rng.randint(0, 60))) for _ in range(rng.randint(1, 3)))
        changes.append(DurableChange(number, 1, None, base + len(entries) + 1, new, b"", base, min(base, 1)))
        entries += new
        if len(entries) > 8:
            last = base + len(entries)
            snapshot = Snapshot(last, 1, None, "s" * rng.randint(0, 50))
            changes.append(DurableChange(number + 1, 1, None, last + 1, (), b"", base, min(base, 1), snapshot))
            base, entries = last - 2, entries[-2:]
            changes.append(DurableChange(number + 2, 1, None, base + 1, tuple(entries), b"", base, 1))
    return changes


def small_disk(folder: Path) -> Disk:
    """Return the disk in a folder, which compacts often."""
    disk = open_disk(folder)
    disk.compaction_bytes, disk.segment_limit_bytes = 200, 300
    return disk


def test_segments_before_a_compacted_log_go(tmp_path: Path) -> None:
    """The disk does not grow with the number of changes, and a restart finds their sum."""
    changes = compacting_changes(random.Random(1), 300)
    for at in range(0, len(changes), 50):
        disk = small_disk(tmp_path)
        for change in changes[at : at + 50]:
            disk.append([change])
        disk.close()
    assert read_segments(tmp_path)[0] == state_after(changes)
    assert sum(file.stat().st_size for file in tmp_path.iterdir()) < 5_000
    assert len(list(tmp_path.glob("state-*.bin"))) == 1


def test_a_crash_at_each_step_of_a_compaction_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After any of the calls that write, sync, rename or remove, a restart finds every change, and goes on."""
    changes = compacting_changes(random.Random(2), 20)
    place = next(n for n, each in enumerate(changes) if each.base_index)
    whole = tmp_path / "whole"
    disk = small_disk(whole)
    for change in changes[:place]:
        disk.append([change])
    disk.close()

    for step in range(1, 40):
        copy = tmp_path / f"copy{step}"
        shutil.copytree(whole, copy)
        disk = open_disk(copy)
        disk.compaction_bytes = 0
        crash = CrashAt(step)
        with monkeypatch.context() as patched:
            for owner, name in ((os, "fsync"), (os, "open"), (Path, "replace"), (Path, "unlink")):
                patched.setattr(owner, name, crash.count_calls(getattr(owner, name)))
            with contextlib.suppress(CrashError):
                disk.append([changes[place]])
        again = small_disk(copy)
        assert again.state == state_after(changes[: place + 1]), step
        again.append(changes[place + 1 : place + 3])
        again.close()
        assert read_segments(copy)[0] == state_after(changes[: place + 3])
        if crash.count < step:
            assert step > 5
            return
    raise AssertionError("the compaction never ended")


class CrashError(Exception):
    """The process ends here."""


class CrashAt:
    """Counts calls, and ends the process before the call of this number."""

    def __init__(self, step: int) -> None:
        self.step, self.count = step, 0

    def count_calls(self, call: Callable[..., Any]) -> Callable[..., Any]:
        """Return the call, count_calls."""

        def run(*args: Any, **kwargs: Any) -> Any:
            self.count += 1
            if self.count == self.step:
                raise CrashError
            return call(*args, **kwargs)

        return run


def test_a_damaged_state_file_is_an_error_with_its_place(tmp_path: Path) -> None:
    """No flipped or missing byte of the state file is read or cut; segments without it are refused."""
    disk = small_disk(tmp_path)
    for change in compacting_changes(random.Random(3), 40):
        disk.append([change])
    disk.close()
    [file] = tmp_path.glob("state-*.bin")
    data = file.read_bytes()
    for at in range(0, len(data), 3):
        file.write_bytes(data[:at] + bytes([data[at] ^ 0x20]) + data[at + 1 :])
        with pytest.raises(DamagedFileError, match=rf"{file.name}: damaged at byte \d+"):
            open_disk(tmp_path)
        file.write_bytes(data[:at])
        with pytest.raises(DamagedFileError, match=rf"{file.name}: damaged at byte \d+"):
            open_disk(tmp_path)
    file.unlink()
    with pytest.raises(DamagedFileError, match=r"\.seg: damaged at byte 0: what was written before it.* is gone"):
        open_disk(tmp_path)


def test_no_room_for_the_state_is_an_error_in_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk is full when the state is written: the node ends, and what it had synced is there."""
    changes = compacting_changes(random.Random(4), 20)
    place = next(n for n, each in enumerate(changes) if each.base_index)
    disk = open_disk(tmp_path)
    disk.compaction_bytes = 0
    disk.append(changes[:place])

    def no_room(*arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(disk_checkpoint.os, "fsync", no_room)
    with pytest.raises(DiskFailedError, match=r"No space left on device.*make room"):
        disk.append([changes[place]])
    monkeypatch.undo()
    assert open_disk(tmp_path).state == state_after(changes[: place + 1])


def test_a_wiped_disk_is_empty(tmp_path: Path) -> None:
    """Nothing is left of a wiped disk, it says how much it held, and a server may begin again on it."""
    disk = small_disk(tmp_path)
    changes = compacting_changes(random.Random(5), 40)
    disk.append(changes)
    disk.close()
    assert wipe_disk(tmp_path) == len(changes)
    assert open_disk(tmp_path, was_used=True).state.number == 0


def test_a_used_disk_without_its_files_is_refused(tmp_path: Path) -> None:
    """A server that ran before and finds no file has lost its promises; a copy with another name is no file of it."""
    disk, changes = open_disk(tmp_path), compacting_changes(random.Random(5), 3)
    disk.append(changes)
    disk.close()
    (tmp_path / "log-000001.seg").rename(tmp_path / "log-copy.seg")
    with pytest.raises(DamagedFileError, match=r"log-000001\.seg: damaged at byte 0: it is gone, and this server ran"):
        open_disk(tmp_path, was_used=True)
    (tmp_path / "log-copy.seg").rename(tmp_path / "log-000001.seg")
    assert open_disk(tmp_path, was_used=True).state.number == len(changes)


@pytest.mark.long
def test_kill_9_among_compactions_loses_nothing_synced(tmp_path: Path) -> None:
    """A writer that compacts all the time is killed at 100 random moments, and finds every change that it told of."""
    rng = random.Random(6)
    changes = compacting_changes(rng, 20_000)
    kill_writer(tmp_path, changes, rng, times=100, writes=40, compaction_bytes=500)
