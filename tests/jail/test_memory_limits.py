"""The memory limit of all processes of one submission, and what right answers need."""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from raftlab.grading_models import Submission
from raftlab.jail import rlimits
from raftlab.kit import LayerSource, find_kit
from raftlab.pipeline import grade
from raftlab.server import Options
from raftlab.worker.wire import BootServer
from raftlab.worker.worker_hosts import WorkerHosts, make_load_request

WORKER_COUNT = 6
START_BYTES = 8 << 20
"""What a worker seems to hold that it shares with all others since its start."""
LATE_HOARDER = """
from raftlab.server import Server

KEPT = []


class Sleeper(Server):
    def started(self):
        try:
            while True:
                KEPT.append(bytearray(1 << 20))
        except MemoryError:
            del KEPT[-3:]
"""
"""Takes all that it gets, but not before all processes are there."""
HOARDER = """
from raftlab.server import Server

KEPT = []
try:
    while True:
        KEPT.append(bytearray(1 << 20))
except MemoryError:
    del KEPT[-3:]


class Hoarder(Server):
    pass
"""
"""Takes all that it gets when it is loaded, and keeps it: no handler of it ever fails."""
JAIL_HANDOUT = Path(__file__).parent.parent.parent / "labs" / "JAIL.md"


def descendants(pid: int) -> Iterator[int]:
    """Yield the processes below `pid`."""
    try:
        files = list(Path(f"/proc/{pid}/task").glob("*/children"))
        children = [int(child) for file in files for child in file.read_text().split()]
    except OSError:  # it has just ended
        return
    for child in children:
        yield child
        yield from descendants(child)


def worker_memory_kb() -> dict[int, dict[str, int]]:
    """Return the memory of each worker below this process in kB, by the kernel's field names."""
    found = {}
    for pid in descendants(os.getpid()):
        try:
            told = dict(re.findall(r"(\w+):\s+(\d+)", Path(f"/proc/{pid}/status").read_text()))
            limited = re.search(r"Max open files +(\d+)", Path(f"/proc/{pid}/limits").read_text())
        except OSError:
            continue
        if limited and limited[1] == str(rlimits.OPEN_FILES) and "RssAnon" in told:
            found[pid] = {name: int(told[name]) for name in ("VmPeak", "RssAnon")}
    return found


@pytest.mark.parametrize("ceiling", ["L1", "L2", "L3"])
def test_processes_of_a_submission_share_their_memory(ceiling: str) -> None:
    """Any number of processes together hold no more than the limit of one, plus a little each."""
    load = make_load_request((LayerSource("hoarder.py", HOARDER, "Hoarder"),), ())
    with WorkerHosts(load, ceiling) as hosts:
        for _ in range(WORKER_COUNT):
            hosts.open()
        held = [each["RssAnon"] << 10 for each in worker_memory_kb().values()]
    assert len(held) == WORKER_COUNT
    assert max(held) > rlimits.MEMORY_BYTES // 2, "the first one gets nearly all"
    assert sum(held) < rlimits.MEMORY_BYTES + (WORKER_COUNT - 1) * (rlimits.MINIMUM_BYTES + START_BYTES)


@pytest.mark.parametrize("ceiling", ["L1", "L2", "L3"])
def test_processes_that_grow_later_share_their_memory(ceiling: str) -> None:
    """Processes that allocate only after all have started hold no more together."""
    load = make_load_request((LayerSource("sleeper.py", LATE_HOARDER, "Sleeper"),), ())
    with WorkerHosts(load, ceiling) as hosts:
        for host in [hosts.open() for _ in range(WORKER_COUNT)]:
            host.request(BootServer("S1", ("S1",), Options()))
        held = [each["RssAnon"] << 10 for each in worker_memory_kb().values()]
    assert len(held) == WORKER_COUNT
    assert max(held) > rlimits.MEMORY_BYTES // 2, "the first one gets nearly all"
    assert sum(held) < rlimits.MEMORY_BYTES + (WORKER_COUNT - 1) * (rlimits.MINIMUM_BYTES + START_BYTES)


def test_a_process_that_ended_holds_nothing() -> None:
    """The memory of an ended process is available to the next one."""
    load = make_load_request((LayerSource("hoarder.py", HOARDER, "Hoarder"),), ())
    with WorkerHosts(load) as hosts:
        for _ in range(2):
            host = hosts.open()
            assert max(each["RssAnon"] << 10 for each in worker_memory_kb().values()) > rlimits.MEMORY_BYTES // 2
            host.close()


def test_worker_gets_half_where_proc_hides_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where /proc does not list a process's workers, none of them gets all."""
    monkeypatch.setattr(rlimits, "child_pids", lambda process: iter(()))
    assert rlimits.memory_allowance_bytes(os.getppid()) == rlimits.MEMORY_BYTES // 2


def test_handout_tells_the_limit() -> None:
    """labs/JAIL.md names the memory that the limits give."""
    row = next(line for line in JAIL_HANDOUT.read_text(encoding="utf-8").splitlines() if line.startswith("| memory"))
    assert f"{rlimits.MEMORY_BYTES >> 20} MB" in row


@contextmanager
def record_peaks(peaks: dict[int, int]) -> Iterator[None]:
    """Record the peak address space of each worker in bytes until the block ends."""
    done = threading.Event()

    def watch_memory() -> None:
        while not done.wait(0.02):
            peaks.update({pid: each["VmPeak"] << 10 for pid, each in worker_memory_kb().items()})

    with ThreadPoolExecutor(1) as watcher:
        looking = watcher.submit(watch_memory)
        try:
            yield
        finally:
            done.set()
    looking.result()  # what went wrong in it


@pytest.mark.long
@pytest.mark.parametrize("scene_id", [scene.id for scene in find_kit().scenes])
def test_references_need_a_fraction_of_the_limit(scene_id: str) -> None:
    """The largest process of a right answer needs a fraction of the smallest limit."""
    kit = find_kit()
    scene = kit.scene(scene_id)
    if not scene.file.endswith(".py"):
        pytest.skip("no text that runs")
    source = kit.solution_layer(scene).source
    peaks: dict[int, int] = {}
    with record_peaks(peaks):
        result = grade(kit, Submission(scene.id, scene.file, source)).result
    start = min(peaks.values())
    assert result.score == result.max
    assert max(peaks.values()) - start < rlimits.MINIMUM_BYTES * 3 / 4
