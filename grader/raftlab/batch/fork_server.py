"""The process that grading processes are forked from: it imports everything once, and never grades itself.

Run as `python -m raftlab.batch.fork_server FD ROOT`, ROOT being the kit's. On the socket FD, numbers little-endian:

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

from raftlab.batch.job_runner import run_grading_task
from raftlab.batch.models import Job
from raftlab.jail.kernel_calls import die_with_parent

PRELOADED_MODULES = (
    *(
        "raftlab.checks.random_check",
        "raftlab.checks.scenario_check",
        "raftlab.checks.explorer_check",
        "hypothesis",
        "pytest_timeout",
    ),
    *("_pytest.helpconfig", "_pytest.skipping", "_pytest.unittest", "pdb"),
)
"""What a grading imports, sooner or later."""
READY_BYTE = b"R"


def main() -> None:
    """Serve the batch's socket until it closes."""
    die_with_parent(os.getppid())
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the batch's to handle
    control = socket.socket(fileno=int(sys.argv[1]))
    for name in PRELOADED_MODULES:
        importlib.import_module(name)
    gc.freeze()  # what is there now is shared by all graders: the collector must not touch it
    control.sendall(READY_BYTE)
    graders: set[int] = set()
    try:
        while handle_request(control, Path(sys.argv[2]), graders):
            pass
    finally:
        for pid in graders:
            kill_grader(pid)


def handle_request(control: socket.socket, kit_root: Path, grader_pids: set[int]) -> bool:
    """Carry out one order; return False at the end of the orders."""
    order, handles, _, _ = socket.recv_fds(control, 5, 1)
    pid = int.from_bytes(order[1:5], "little")
    if order[:1] == b"F":
        pid = fork_grader(control, kit_root, *handles)
        grader_pids.add(pid)
        control.sendall(pid.to_bytes(4, "little"))
    elif order[:1] == b"W" and pid in grader_pids:
        grader_pids.remove(pid)
        control.sendall(kill_grader(pid).to_bytes(4, "little", signed=True))
    else:
        return False
    return True


def fork_grader(control: socket.socket, kit_root: Path, socket_fd: int) -> int:
    """Fork a grader on one end of a socket and return its pid, which names its process group too."""
    parent = os.getpid()
    pid = os.fork()
    if pid:
        os.setpgid(pid, pid)
        os.close(socket_fd)
        return pid
    try:
        os.setpgid(0, 0)
        die_with_parent(parent)
        control.close()
        gc.disable()  # this process ends with its one grade: whatever a collection could free goes with it
        serve_job(socket.socket(fileno=socket_fd), kit_root)
    finally:
        os._exit(1)


def serve_job(job_socket: socket.socket, kit_root: Path) -> None:
    """Grade the one job that is asked for, send the result, and end this process."""
    with job_socket.makefile("rb") as told:
        job = msgspec.json.decode(told.read(), type=Job)
    job_socket.sendall(msgspec.json.encode(run_grading_task(kit_root, job)))
    os._exit(0)


def kill_grader(pid: int) -> int:
    """End a grader and all of its process group; return its exit status."""
    try:
        os.killpg(pid, signal.SIGKILL)
    except ProcessLookupError:
        os.kill(pid, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


if __name__ == "__main__":
    main()
