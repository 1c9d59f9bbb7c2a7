"""The grader's side of a zygote: starts it in the best jail that works, and makes it fork workers."""

from __future__ import annotations

import os
import socket
import subprocess

import msgspec

from raftlab.errors import KitError, WorkerDiedError
from raftlab.jail.kernel_calls import hide_memory
from raftlab.worker.frame_io import write_frame
from raftlab.worker.wire import PrepareZygote
from raftlab.worker.zygote_launch import launch_methods

READY = b"R"
ZYGOTE_CLOCK_PID = 0
"""The pid that means the zygote itself in an order for CPU time."""
ZYGOTE_TIMEOUT_S = 30.0
"""How long a zygote may take for an order: a backstop, orders take milliseconds."""
SUBMISSION_CPU_S = 600.0
"""CPU time that all workers of one submission may use together."""


class ZygoteClient:
    """One zygote process; the first `fork_worker` starts it."""

    def __init__(self, prepare: PrepareZygote, maximum_level: str, hash_seed: int) -> None:
        self._prepare = msgspec.msgpack.encode(prepare)
        self._maximum_level = maximum_level
        self._hash_seed = hash_seed
        self._control: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._spent_us = 0
        self._earlier_cpu_s = 0.0

    def reset_cpu_count(self) -> None:
        """Count the CPU time from now on: another submission begins."""
        self._spent_us = 0
        self._earlier_cpu_s = self.worker_cpu_s(ZYGOTE_CLOCK_PID) if self._control else 0.0

    def fork_worker(self) -> tuple[int, int, int]:
        """Return a new worker: its pid (in the zygote's namespace), the pipe for requests and the one for responses.

        WorkerDiedError if the submission's workers have used up its CPU time. Neither descriptor blocks.
        """
        if self._spent_us > SUBMISSION_CPU_S * 1e6:
            raise WorkerDiedError(f"all events together took more than {SUBMISSION_CPU_S:.0f} s of CPU")
        control = self._control or self._start()
        child_asks, asks = os.pipe()
        answers, child_answers = os.pipe()
        try:
            socket.send_fds(control, [b"F"], [child_asks, child_answers])
        except OSError:
            raise self._death_error() from None
        finally:
            os.close(child_asks)
            os.close(child_answers)
        os.set_blocking(asks, False)
        os.set_blocking(answers, False)
        return self._read_response(4), asks, answers

    def worker_cpu_s(self, pid: int) -> float:
        """Return the CPU time that the worker `pid` has used, in seconds."""
        return self._send_order(b"C", pid, 8) / 1e6

    @property
    def cpu_used_s(self) -> float:
        """Return the CPU time of the zygote and of its workers that have ended, in seconds; 0 before it starts."""
        if self._control is None:
            return 0.0
        return self._spent_us / 1e6 + self.worker_cpu_s(ZYGOTE_CLOCK_PID) - self._earlier_cpu_s

    @property
    def pids(self) -> tuple[int, ...]:
        """Return the pid of the zygote, or of the bubblewrap around it; none before it starts."""
        return () if self._process is None else (self._process.pid,)

    def stop_event(self, pid: int) -> None:
        """Stop the event that the worker `pid` handles. WorkerDiedError if the zygote is gone."""
        self._send_order(b"S", pid, 4)

    def end_worker(self, pid: int) -> int:
        """End the worker `pid` unless it has ended; return its exit status, negative for a signal."""
        try:
            told = self._send_order(b"W", pid, 12)
        except WorkerDiedError:
            return 0
        self._spent_us += told >> 32
        status = told & 0xFFFFFFFF
        return status - (1 << 32) if status >> 31 else status

    def close(self) -> None:
        """End the zygote; its workers end with it."""
        self._earlier_cpu_s = 0.0
        if self._control:
            self._control.close()
            self._control = None
        if self._process:
            self._process.kill()
            self._process.wait()
            assert self._process.stderr
            self._process.stderr.close()
            self._process = None

    def _start(self) -> socket.socket:
        """Start the process in the best jail that works here. KitError if none does."""
        hide_memory()
        said = b""
        for way in launch_methods(self._maximum_level):
            ours, theirs = socket.socketpair()
            ours.settimeout(ZYGOTE_TIMEOUT_S)
            with theirs:
                process = way.start(theirs, self._hash_seed)
            if self._is_ready(ours):
                self._control, self._process = ours, process
                return ours
            ours.close()
            process.kill()
            said = process.communicate()[1]
        reason = said.decode(errors="replace").strip().rpartition("\n")[2] or "it said nothing"
        raise KitError(f"the worker's process did not start ({reason}); `raftlab doctor` tells what is missing")

    def _is_ready(self, control: socket.socket) -> bool:
        """Send the zygote what to prepare; return whether it is ready."""
        try:
            write_frame(control.fileno(), self._prepare)
            return control.recv(1) == READY
        except OSError:
            return False

    def _send_order(self, order: bytes, pid: int, reply_bytes: int) -> int:
        """Send one order about a worker and return the reply. WorkerDiedError if the zygote is gone."""
        try:
            if self._control:
                self._control.sendall(order + pid.to_bytes(4, "little"))
        except OSError:
            raise self._death_error() from None
        return self._read_response(reply_bytes)

    def _read_response(self, count: int) -> int:
        """Return the zygote's reply of `count` bytes as a number. WorkerDiedError if the zygote is gone."""
        try:
            data = self._control.recv(count, socket.MSG_WAITALL) if self._control else b""
        except OSError:
            data = b""
        if len(data) < count:
            raise self._death_error()
        return int.from_bytes(data, "little")

    def _death_error(self) -> WorkerDiedError:
        """Return the error for a zygote that a submission ended: possible only at level L1."""
        self.close()
        return WorkerDiedError("the process that starts the servers was ended from inside one of them")
