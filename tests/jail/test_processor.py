"""A grader and its workers take turns on one processor, and no two graders on the same one."""

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
from raftlab.worker import processor
from raftlab.worker.host import WorkerHosts, load_request
from raftlab.worker.processor import Processor, below

ALLOWED = os.sched_getaffinity(0)
several = pytest.mark.skipif(len(ALLOWED) < 2, reason="there is one processor: nothing to choose")
LOAD = load_request(
    (LayerSource("idle.py", "from raftlab.server import Server\nclass Idle(Server): pass\n", "Idle"),), ()
)


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no grader beside these tests have a processor of theirs."""
    monkeypatch.setattr(processor, "RIGHT", f"\0raftlab/test/{os.getpid()}/{{}}")


@contextmanager
def taken() -> Iterator[Processor]:
    """Have a processor until the block ends."""
    own = Processor()
    own.take()
    try:
        yield own
    finally:
        own.leave()


@several
def test_a_grader_and_its_workers_share_one_processor_until_they_end() -> None:
    """The grader, the zygote and the worker may run on one and the same; afterwards the grader may run anywhere."""
    with WorkerHosts(LOAD) as hosts:
        hosts.open()
        own = os.sched_getaffinity(0)
        assert len(own) == 1
        for root in hosts._processes():
            assert {frozenset(os.sched_getaffinity(pid)) for pid in below(root)} == {frozenset(own)}
    assert os.sched_getaffinity(0) == ALLOWED


@several
def test_no_two_graders_take_the_same() -> None:
    """Each of several threads gets one of its own; one too many stays free, until another has left."""
    found: list[set[int]] = []
    barrier, over = threading.Barrier(len(ALLOWED) + 1), threading.Barrier(len(ALLOWED) + 1)

    def grader() -> None:
        with taken():
            found.append(os.sched_getaffinity(0))
            barrier.wait(10)
            over.wait(10)

    threads = [threading.Thread(target=grader) for _ in ALLOWED]
    for thread in threads:
        thread.start()
    barrier.wait(10)
    with taken():
        assert os.sched_getaffinity(0) == ALLOWED, "there was none left"
    over.wait(10)
    for thread in threads:
        thread.join()
    assert sorted(map(sorted, found)) == [[each] for each in sorted(ALLOWED)]
    with taken():
        assert len(os.sched_getaffinity(0)) == 1


@several
def test_a_crowded_processor_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where something else holds the processor for long, grader, zygote and later workers may go elsewhere."""
    clock = [(0, 0)]
    monkeypatch.setattr(processor, "waited_ns", lambda: clock[0])
    with WorkerHosts(LOAD) as hosts:
        hosts.open()
        clock[0] = (10**9, 4 * 10**8)
        hosts.open()
        assert len(os.sched_getaffinity(0)) == 1, "it computed most of the time"
        clock[0] = (10**9, 6 * 10**8)
        hosts.open()
        assert os.sched_getaffinity(0) == ALLOWED
        assert {frozenset(os.sched_getaffinity(pid)) for root in hosts._processes() for pid in below(root)} == {
            frozenset(ALLOWED)
        }


@several
def test_the_kernel_tells_who_waits() -> None:
    """Two threads on one processor wait for each other: the clock by which a crowded one is left does not stand."""
    with taken() as own:
        if processor.waited_ns() == (0, 0):
            pytest.skip("this kernel does not tell how long a thread waited")
        until = time.monotonic() + 60
        with subprocess.Popen([sys.executable, "-c", "while True: pass"]) as other:
            while not own.is_crowded and time.monotonic() < until:
                pass
            other.kill()
        assert own.is_crowded


@several
def test_where_it_is_forbidden_nothing_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """In a container that refuses the call a grader goes where it is sent, and keeps no one from a processor."""

    def refuse(thread: int, processors: set[int]) -> None:
        raise PermissionError

    with monkeypatch.context() as patched:
        patched.setattr(os, "sched_setaffinity", refuse)
        with taken() as own:
            assert not own.is_crowded
            right = processor.right_to(min(ALLOWED))
            assert right is not None
            right.close()


def test_without_a_choice_nothing_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """On one processor, or on a system that knows no such thing, all stays as it is."""
    monkeypatch.setattr(os, "sched_getaffinity", lambda pid: {0})
    monkeypatch.setattr(os, "sched_setaffinity", None)
    with taken() as own:
        assert not own.is_crowded
    monkeypatch.delattr(os, "sched_getaffinity")
    with taken() as own:
        assert not own.is_crowded
