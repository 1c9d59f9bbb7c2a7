"""The disk of a node: what was synced is there after any end, and a damaged byte is an error that names its place."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest
from tests.cluster.disk_writer import kill_writer, state_after

from raftlab.cluster.checksummed_records import DamagedFileError
from raftlab.cluster.disk import DiskFailedError, open_disk, read_segments
from raftlab.cluster.durable_changes import DurableChange
from raftlab.cluster.layer_attribute_codec import decode_values, encode_values
from raftlab.errors import UsageError
from raftlab.server import Command, Entry, Log, Waiting


def random_changes(rng: random.Random, count: int) -> list[DurableChange]:
    """Return changes that append entries, cut the log and change the vote."""
    changes, length = [], 0
    for number in range(1, count + 1):
        first = rng.randint(max(1, length - 2), length + 1)
        entries = tuple(Entry(number, Command("put", "x", "v" * rng.randint(0, 40))) for _ in range(rng.randint(0, 3)))
        changes.append(DurableChange(number, number, rng.choice((None, "S1", "S2")), first, entries))
        length = first + len(entries) - 1
    return changes


def test_what_was_appended_is_there_after_a_restart(tmp_path: Path) -> None:
    """The durable state survives, over several segments and several starts."""
    changes = random_changes(random.Random(1), 60)
    for at in range(0, 60, 20):
        disk = open_disk(tmp_path)
        disk.segment_limit_bytes = 300
        disk.append(changes[at : at + 7])
        disk.append(changes[at + 7 : at + 20])
        disk.close()
    assert read_segments(tmp_path)[0] == state_after(changes)
    assert len(list(tmp_path.glob("*.seg"))) > 3


def test_every_torn_tail_is_cut(tmp_path: Path) -> None:
    """A last write that ends at any byte is cut to the last whole record, and appending goes on from there."""
    changes = random_changes(random.Random(2), 6)
    disk = open_disk(tmp_path)
    sizes = [0]
    for change in changes:
        disk.append([change])
        sizes.append((tmp_path / "log-000001.seg").stat().st_size)
    data = (tmp_path / "log-000001.seg").read_bytes()
    for length in sorted({*range(0, len(data) + 1, 4), *sizes, *(size - 1 for size in sizes[1:])}):
        (tmp_path / "log-000001.seg").write_bytes(data[:length])
        kept = sum(size <= length for size in sizes) - 1
        again = open_disk(tmp_path)
        assert again.state == state_after(changes[:kept])
        assert (tmp_path / "log-000001.seg").stat().st_size == sizes[kept]
        again.append(changes[kept : kept + 1])
        again.close()
        assert read_segments(tmp_path)[0] == state_after(changes[: kept + 1])


def test_zeros_at_the_end_are_a_torn_tail(tmp_path: Path) -> None:
    """A length that became durable before its bytes leaves zeros: they were never acknowledged."""
    changes = random_changes(random.Random(3), 3)
    open_disk(tmp_path).append(changes)
    with (tmp_path / "log-000001.seg").open("ab") as file:
        file.write(bytes(500))
    disk = open_disk(tmp_path)
    assert disk.state == state_after(changes)
    assert disk.cut_bytes == 500


def test_every_flipped_byte_is_an_error_with_its_place(tmp_path: Path) -> None:
    """No flipped byte is cut or read: the node refuses, and names the file and an offset at or before the byte."""
    changes = random_changes(random.Random(4), 5)
    open_disk(tmp_path).append(changes)
    file = tmp_path / "log-000001.seg"
    data = file.read_bytes()
    for at in range(len(data)):
        file.write_bytes(data[:at] + bytes([data[at] ^ 0x20]) + data[at + 1 :])
        with pytest.raises(DamagedFileError, match=r"log-000001\.seg: damaged at byte \d+") as caught:
            open_disk(tmp_path)
        assert int(str(caught.value).split("byte ")[1].split(":")[0]) <= at
        assert file.stat().st_size == len(data)


def test_a_missing_segment_is_an_error(tmp_path: Path) -> None:
    """Changes that do not follow each other are no state: a file in the middle is gone."""
    disk = open_disk(tmp_path)
    disk.segment_limit_bytes = 100
    for change in random_changes(random.Random(5), 20):
        disk.append([change])
    (tmp_path / "log-000002.seg").unlink()
    with pytest.raises(DamagedFileError, match=r"log-000003\.seg: damaged at byte 0: change \d+ does not follow"):
        open_disk(tmp_path)


def test_a_disk_that_fails_says_so(tmp_path: Path) -> None:
    """A write that fails ends in an error that names the file; what was durable before stays."""
    changes = random_changes(random.Random(6), 2)
    disk = open_disk(tmp_path)
    disk.append(changes[:1])
    disk.faults.is_failing = True
    with pytest.raises(DiskFailedError, match=r"log-000001\.seg: the disk failed"):
        disk.append(changes[1:])
    assert open_disk(tmp_path).state == state_after(changes[:1])


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full here")
def test_a_full_disk_says_so(tmp_path: Path) -> None:
    """No room is an error in one line, with the repair."""
    disk = open_disk(tmp_path)
    os.dup2(os.open("/dev/full", os.O_WRONLY), disk._handle)
    with pytest.raises(DiskFailedError, match=r"No space left on device.*make room"):
        disk.append(random_changes(random.Random(7), 1))


@pytest.mark.long
def test_kill_9_at_200_moments_loses_nothing_synced(tmp_path: Path) -> None:
    """A writer that is killed at 200 random moments finds, each time, every change that it had said to be durable."""
    kill_writer(tmp_path, random_changes(random.Random(8), 20_000), random.Random(9), times=200, writes=12)


def test_values_of_a_layer_survive_as_they_are() -> None:
    """Tuples, sets, dicts with any keys and records come back equal, with their types."""
    values = {
        "a": [1, (2, None), {"x", "y"}, frozenset({3})],
        "b": {1: Entry(2, Command("put", "k")), (1, 2): Waiting(1, "c", 2)},
        "c": Log([Entry(1)]),
    }
    read = decode_values(encode_values(values))
    assert read == values
    assert type(read["a"][1]) is tuple


def test_values_that_are_no_plain_data_are_named() -> None:
    """An object in a persistent variable is an error that names the variable."""
    with pytest.raises(UsageError, match=r"self\.clock cannot be stored: it holds a object"):
        encode_values({"clock": object()})
