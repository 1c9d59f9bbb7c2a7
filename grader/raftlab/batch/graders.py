"""The batch's side of its graders: one process for each text, forked from one that has imported everything."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec

from raftlab.batch.forker import READY
from raftlab.batch.records import Job, Outcome
from raftlab.errors import KitFault

PATIENCE_S = 120.0
"""How long the imports, or a fork, may take: only the backstop."""


class Grader:
    """One job in its process."""

    def __init__(self, graders: Graders, pid: int, answers: socket.socket, job: Job) -> None:
        self.job = job
        self.answers = answers
        self._graders = graders
        self._pid = pid
        self._ends_at = time.monotonic() + job.limit_s

    def fileno(self) -> int:
        """Return what becomes readable when the outcome is there, or the process has ended."""
        return self.answers.fileno()

    @property
    def is_over(self) -> bool:
        """Tell whether the backstop has come."""
        return time.monotonic() > self._ends_at

    def outcome(self) -> Outcome:
        """Wait for what the process says, or for the backstop; it is gone when this returns."""
        told = bytearray()
        try:
            while True:
                self.answers.settimeout(max(0.001, self._ends_at - time.monotonic()))
                data = self.answers.recv(1 << 16)
                if not data:
                    break
                told += data
            return msgspec.json.decode(told, type=Outcome)
        except TimeoutError:
            limit_s = self.job.limit_s
            message = f"not done after {limit_s:.0f} s; --limit gives it more"
            return Outcome("timed out", message=message, level=self.job.least_level, duration_s=limit_s)
        except (OSError, msgspec.DecodeError):
            return Outcome("kit error", message=f"the grading process ended before it was done ({self.stop()})")
        finally:
            self.stop()

    def stop(self) -> str:
        """End the process and all that it started; return how it had ended."""
        pid, self._pid = self._pid, 0
        self.answers.close()
        return self._graders.end(pid) if pid else "stopped"


class Graders:
    """Makes graders of one kit. A context manager; may be used by several threads.

    The thread that makes it must outlive it: the kernel ends the forking process with that thread.
    """

    def __init__(self, root: Path) -> None:
        self._lock = threading.Lock()
        self._said = tempfile.TemporaryFile()  # noqa: SIM115 -- closed with the graders
        self._control, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "raftlab.batch.forker", str(theirs.fileno()), str(root)],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=self._said,
            )
        self._control.settimeout(PATIENCE_S)
        if self._reply(1) != READY:
            raise self._gone()

    def start(self, job: Job) -> Grader:
        """Return a grader that works on `job`. KitFault where none can be started."""
        ours, theirs = socket.socketpair()
        with theirs, self._lock:
            try:
                socket.send_fds(self._control, [b"F"], [theirs.fileno()])
            except OSError:
                raise self._gone() from None
            pid = int.from_bytes(self._reply(4), "little")
        try:
            ours.sendall(msgspec.json.encode(job))
            ours.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # it has ended already: the outcome says so
        return Grader(self, pid, ours, job)

    def end(self, pid: int) -> str:
        """End one grader; return how it had ended, in words."""
        with self._lock:
            try:
                self._control.sendall(b"W" + pid.to_bytes(4, "little"))
                status = int.from_bytes(self._reply(4), "little", signed=True)
            except (OSError, KitFault):
                return "the process that it was forked from has gone too"
        return f"signal {-status}" if status < 0 else f"exit code {status}"

    def close(self) -> None:
        """End all graders."""
        self._control.close()
        try:
            self._process.wait(PATIENCE_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._said.close()

    def _reply(self, count: int) -> bytes:
        """Return the forking process's reply. KitFault where it has gone."""
        try:
            data = self._control.recv(count, socket.MSG_WAITALL)
        except OSError:
            data = b""
        if len(data) < count:
            raise self._gone()
        return data

    def _gone(self) -> KitFault:
        """Return the fault of a forking process that has ended or is stuck."""
        self._process.kill()
        self._process.wait()
        said = os.pread(self._said.fileno(), 1 << 16, 0).decode(errors="replace").strip().rpartition("\n")[2]
        return KitFault(
            f"the process that graders are forked from has ended ({said or f'code {self._process.returncode}'}); "
            "what was graded is kept: run the same command again"
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
