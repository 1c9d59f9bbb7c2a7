"""The client of the fork server: starts a grader process for each text, and waits for its result."""

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

from raftlab.batch.fork_server import READY_BYTE
from raftlab.batch.models import Job, JobResult
from raftlab.errors import KitError

FORK_TIMEOUT_S = 120.0
"""How long the imports, or a fork, may take: only the backstop."""


class GraderProcess:
    """One job in its process."""

    def __init__(self, fork_server: ForkServerClient, pid: int, result_socket: socket.socket, job: Job) -> None:
        self.job = job
        self.result_socket = result_socket
        self._fork_server = fork_server
        self._pid = pid
        self._deadline = time.monotonic() + job.limit_s

    def fileno(self) -> int:
        """Return the descriptor that becomes readable when there is a result or the process has ended."""
        return self.result_socket.fileno()

    @property
    def is_timed_out(self) -> bool:
        """Return whether the wall time limit has passed."""
        return time.monotonic() > self._deadline

    def wait_for_result(self) -> JobResult:
        """Wait for the result or the wall time limit; the process has ended when this returns."""
        told = bytearray()
        try:
            while True:
                self.result_socket.settimeout(max(0.001, self._deadline - time.monotonic()))
                data = self.result_socket.recv(1 << 16)
                if not data:
                    break
                told += data
            return msgspec.json.decode(told, type=JobResult)
        except TimeoutError:
            limit_s = self.job.limit_s
            message = f"not done after {limit_s:.0f} s; --limit gives it more"
            return JobResult("timed out", message=message, level=self.job.minimum_level, duration_s=limit_s)
        except (OSError, msgspec.DecodeError):
            return JobResult("kit error", message=f"the grading process ended before it was done ({self.stop()})")
        finally:
            self.stop()

    def stop(self) -> str:
        """End the process and all that it started; return how it had ended."""
        pid, self._pid = self._pid, 0
        self.result_socket.close()
        return self._fork_server.end_grader(pid) if pid else "stopped"


class ForkServerClient:
    """Makes graders of one kit. A context manager; may be used by several threads.

    The thread that makes it must outlive it: the kernel ends the forking process with that thread.
    """

    def __init__(self, kit_root: Path) -> None:
        self._lock = threading.Lock()
        self._stderr_file = tempfile.TemporaryFile()  # noqa: SIM115 -- closed with the graders
        self._control, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "raftlab.batch.fork_server", str(theirs.fileno()), str(kit_root)],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=self._stderr_file,
            )
        self._control.settimeout(FORK_TIMEOUT_S)
        if self._read_reply(1) != READY_BYTE:
            raise self._fork_server_error()

    def start_grader(self, job: Job) -> GraderProcess:
        """Return a grader that works on `job`. KitError where none can be started."""
        ours, theirs = socket.socketpair()
        with theirs, self._lock:
            try:
                socket.send_fds(self._control, [b"F"], [theirs.fileno()])
            except OSError:
                raise self._fork_server_error() from None
            pid = int.from_bytes(self._read_reply(4), "little")
        try:
            ours.sendall(msgspec.json.encode(job))
            ours.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # it has ended already: the outcome says so
        return GraderProcess(self, pid, ours, job)

    def end_grader(self, pid: int) -> str:
        """End one grader; return how it had ended, in words."""
        with self._lock:
            try:
                self._control.sendall(b"W" + pid.to_bytes(4, "little"))
                status = int.from_bytes(self._read_reply(4), "little", signed=True)
            except (OSError, KitError):
                return "the process that it was forked from has gone too"
        return f"signal {-status}" if status < 0 else f"exit code {status}"

    def close(self) -> None:
        """End all graders."""
        self._control.close()
        try:
            self._process.wait(FORK_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._stderr_file.close()

    def _read_reply(self, byte_count: int) -> bytes:
        """Return the reply of the fork server. KitError if it has ended."""
        try:
            data = self._control.recv(byte_count, socket.MSG_WAITALL)
        except OSError:
            data = b""
        if len(data) < byte_count:
            raise self._fork_server_error()
        return data

    def _fork_server_error(self) -> KitError:
        """Return the KitError for a fork server that has ended or is stuck."""
        self._process.kill()
        self._process.wait()
        said = os.pread(self._stderr_file.fileno(), 1 << 16, 0).decode(errors="replace").strip().rpartition("\n")[2]
        return KitError(
            f"the process that graders are forked from has ended ({said or f'code {self._process.returncode}'}); "
            "what was graded is kept: run the same command again"
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
