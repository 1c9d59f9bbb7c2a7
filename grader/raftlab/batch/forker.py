"""The process that grading processes are forked from: it imports everything once, and never grades itself.

Run as `python -m raftlab.batch.forker FD ROOT`, ROOT being the kit's. On the socket FD, numbers little-endian:

    b"F" and one end of a socket: fork a grader on it.     Answer: its pid (4 bytes)
    b"W" and a pid: end it, unless it has ended.           Answer: its exit status, negative for a signal (4 bytes)

A grader reads one Job as JSON up to the end of its socket, and writes one Outcome. When FD closes, all graders end.
"""

from __future__ import annotations

import gc
import importlib
import os
import signal
import socket
import sys
from pathlib import Path

import msgspec

from raftlab.batch.records import Job
from raftlab.batch.task import run_job
from raftlab.jail.kernel import die_with_parent

PRELOADED = (
    *("raftlab.simulator.check", "raftlab.scenario.check", "raftlab.explorer.check", "hypothesis", "pytest_timeout"),
    *("_pytest.helpconfig", "_pytest.skipping", "_pytest.unittest", "pdb"),
)
"""What a grading imports, sooner or later."""
READY = b"R"


def main() -> None:
    """Serve the batch's socket until it closes."""
    die_with_parent(os.getppid())
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the batch's to handle
    control = socket.socket(fileno=int(sys.argv[1]))
    for name in PRELOADED:
        importlib.import_module(name)
    gc.freeze()  # what is there now is shared by all graders: the collector must not touch it
    control.sendall(READY)
    graders: set[int] = set()
    try:
        while obey(control, Path(sys.argv[2]), graders):
            pass
    finally:
        for pid in graders:
            ended(pid)


def obey(control: socket.socket, root: Path, graders: set[int]) -> bool:
    """Carry out one order; False where there are no more."""
    order, handles, _, _ = socket.recv_fds(control, 5, 1)
    pid = int.from_bytes(order[1:5], "little")
    if order[:1] == b"F":
        pid = fork_grader(control, root, *handles)
        graders.add(pid)
        control.sendall(pid.to_bytes(4, "little"))
    elif order[:1] == b"W" and pid in graders:
        graders.remove(pid)
        control.sendall(ended(pid).to_bytes(4, "little", signed=True))
    else:
        return False
    return True


def fork_grader(control: socket.socket, root: Path, handle: int) -> int:
    """Fork a grader on one end of a socket and return its pid, which names its process group too."""
    parent = os.getpid()
    pid = os.fork()
    if pid:
        os.setpgid(pid, pid)
        os.close(handle)
        return pid
    try:
        os.setpgid(0, 0)
        die_with_parent(parent)
        control.close()
        gc.disable()  # this process ends with its one grade: whatever a collection could free goes with it
        serve(socket.socket(fileno=handle), root)
    finally:
        os._exit(1)


def serve(asked: socket.socket, root: Path) -> None:
    """Grade the one job that is asked for, say what came of it, and end this process."""
    with asked.makefile("rb") as told:
        job = msgspec.json.decode(told.read(), type=Job)
    asked.sendall(msgspec.json.encode(run_job(root, job)))
    os._exit(0)


def ended(pid: int) -> int:
    """End a grader and all of its process group; return its exit status."""
    try:
        os.killpg(pid, signal.SIGKILL)
    except ProcessLookupError:
        os.kill(pid, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


if __name__ == "__main__":
    main()
