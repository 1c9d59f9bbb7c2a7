"""A grader and its workers share one CPU, and no two graders share the same one."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from raftlab.kit import LayerSource
from raftlab.worker import cpu_affinity
from raftlab.worker.cpu_affinity import CpuReservation, process_tree
from raftlab.worker.worker_hosts import WorkerHosts, make_load_request

ALLOWED_CPUS = os.sched_getaffinity(0)
needs_two_cpus = pytest.mark.skipif(len(ALLOWED_CPUS) < 2, reason="there is one processor: nothing to choose")
LOAD_REQUEST = make_load_request(
    (LayerSource("idle.py", "from raftlab.server import Server\nclass Idle(Server): pass\n", "Idle"),), ()
)


@pytest.fixture(autouse=True)
def private_cpu_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep graders outside of these tests away from the CPUs in use."""
    monkeypatch.setattr(cpu_affinity, "CPU_LOCK_NAME", f"\0raftlab/test/{os.getpid()}/{{}}")


@contextmanager
def take_cpu() -> Iterator[CpuReservation]:
    """Reserve a CPU until the block ends."""
    own = CpuReservation()
    own.reserve()
    try:
        yield own
    finally:
        own.release()


@needs_two_cpus
def test_a_grader_and_its_workers_share_one_processor_until_they_end() -> None:
    """Grader, zygote and worker are pinned to one CPU; afterwards the grader may use all again."""
    with WorkerHosts(LOAD_REQUEST) as hosts:
        hosts.open()
        own = os.sched_getaffinity(0)
        assert len(own) == 1
        for root in hosts._zygote_pids():
            assert {frozenset(os.sched_getaffinity(pid)) for pid in process_tree(root)} == {frozenset(own)}
    assert os.sched_getaffinity(0) == ALLOWED_CPUS


@needs_two_cpus
def test_graders_take_different_cpus() -> None:
    """Each thread reserves its own CPU; one thread too many stays unpinned until another leaves."""
    found: list[set[int]] = []
    barrier, over = threading.Barrier(len(ALLOWED_CPUS) + 1), threading.Barrier(len(ALLOWED_CPUS) + 1)

    def grader() -> None:
        with take_cpu():
            found.append(os.sched_getaffinity(0))
            barrier.wait(10)
            over.wait(10)

    threads = [threading.Thread(target=grader) for _ in ALLOWED_CPUS]
    for thread in threads:
        thread.start()
    barrier.wait(10)
    with take_cpu():
        assert os.sched_getaffinity(0) == ALLOWED_CPUS, "there was none left"
    over.wait(10)
    for thread in threads:
        thread.join()
    assert sorted(map(sorted, found)) == [[each] for each in sorted(ALLOWED_CPUS)]
    with take_cpu():
        assert len(os.sched_getaffinity(0)) == 1


@needs_two_cpus
def test_crowded_cpu_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """If another process holds the CPU for long, grader, zygote and later workers may use other CPUs."""
    clock = [(0, 0)]
    monkeypatch.setattr(cpu_affinity, "cpu_and_wait_ns", lambda: clock[0])
    with WorkerHosts(LOAD_REQUEST) as hosts:
        hosts.open()
        clock[0] = (10**9, 4 * 10**8)
        hosts.open()
        assert len(os.sched_getaffinity(0)) == 1, "it computed most of the time"
        clock[0] = (10**9, 6 * 10**8)
        hosts.open()
        assert os.sched_getaffinity(0) == ALLOWED_CPUS
        assert {
            frozenset(os.sched_getaffinity(pid)) for root in hosts._zygote_pids() for pid in process_tree(root)
        } == {frozenset(ALLOWED_CPUS)}


@needs_two_cpus
def test_kernel_reports_waiting_time() -> None:
    """Two threads on one CPU wait for each other, and the kernel reports the waiting time."""
    with take_cpu() as own:
        if cpu_affinity.cpu_and_wait_ns() == (0, 0):
            pytest.skip("this kernel does not tell how long a thread waited")
        until = time.monotonic() + 60
        with subprocess.Popen([sys.executable, "-c", "while True: pass"]) as other:
            while not own.is_contended and time.monotonic() < until:
                pass
            other.kill()
        assert own.is_contended


@needs_two_cpus
def test_forbidden_affinity_is_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    """In a container that refuses the call, the grader stays unpinned and reserves no CPU."""

    def refuse(thread: int, processors: set[int]) -> None:
        raise PermissionError

    with monkeypatch.context() as patched:
        patched.setattr(os, "sched_setaffinity", refuse)
        with take_cpu() as own:
            assert not own.is_contended
            right = cpu_affinity.lock_cpu(min(ALLOWED_CPUS))
            assert right is not None
            right.close()


def test_single_cpu_is_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """With one CPU, or without the system call, nothing is pinned."""
    monkeypatch.setattr(os, "sched_getaffinity", lambda pid: {0})
    monkeypatch.setattr(os, "sched_setaffinity", None)
    with take_cpu() as own:
        assert not own.is_contended
    monkeypatch.delattr(os, "sched_getaffinity")
    with take_cpu() as own:
        assert not own.is_contended
