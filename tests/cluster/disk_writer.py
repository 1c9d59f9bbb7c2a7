"""What the tests of a node's disk share: the sum of changes, and a writer that is killed at random moments."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import msgspec

from raftlab.cluster.disk import read_segments
from raftlab.cluster.durable_changes import DurableChange, DurableState

WRITER = """
import sys
from pathlib import Path
import msgspec
from raftlab.cluster.disk import open_disk
from raftlab.cluster.durable_changes import DurableChange
changes = msgspec.msgpack.decode(Path(sys.argv[2]).read_bytes(), type=list[DurableChange])
disk = open_disk(Path(sys.argv[1]))
disk.compaction_bytes = int(sys.argv[3]) or disk.compaction_bytes
at = disk.state.number
print("ready", flush=True)
while True:
    disk.append(changes[at : at + 3])
    at += 3
    print(at, flush=True)
"""


def state_after(changes: Sequence[DurableChange]) -> DurableState:
    """Return what the changes add up to."""
    state = DurableState()
    for change in changes:
        state.add(change)
    return state


def kill_writer(
    folder: Path,
    changes: Sequence[DurableChange],
    rng: random.Random,
    times: int,
    writes: int,
    compaction_bytes: int = 0,
) -> None:
    """Let a process append the changes, and kill it `times` times, each after up to so many `writes`.

    Each time, what it had said to be durable must be there. compaction_bytes: 0 leaves what the disk has.
    """
    file = folder / "changes"
    file.write_bytes(msgspec.msgpack.encode(changes))
    command = [sys.executable, "-c", WRITER, str(folder / "disk"), str(file), str(compaction_bytes)]
    for _ in range(times):
        writer = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert writer.stdout is not None and writer.stdout.readline() == "ready\n"
        for _ in range(rng.randint(0, writes)):
            writer.stdout.readline()
        writer.send_signal(signal.SIGKILL)
        acknowledged = [int(line) for line in writer.stdout.read().split("\n")[:-1]]
        writer.wait()
        state = read_segments(folder / "disk")[0]
        assert state.number >= (acknowledged[-1] if acknowledged else 0)
        assert state == state_after(changes[: state.number])
