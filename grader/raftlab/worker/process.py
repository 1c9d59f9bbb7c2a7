"""One worker process as the grader sees it: asked in frames, and whatever goes wrong is a fault by name."""

from __future__ import annotations

import os
import select
import signal
import time
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from raftlab.errors import BadFrame, Died, Full, KitFault, Raised, Rejected, SubmissionFault, Unwritten
from raftlab.worker.answers import (
    BATCH_LIMIT,
    Answer,
    Batched,
    Done,
    Exported,
    Failed,
    Hello,
    Inspected,
    Kept,
    Loaded,
    Stepped,
)
from raftlab.worker.frames import FrameError, FrameReader, framed
from raftlab.worker.wire import AnswerFrame, AskFrame, Batch, Request, answered_by
from raftlab.worker.zygotes import Zygote

POLL_MS = 100
ANSWER_BYTES = 1 << 16
"""What answers may take on average: a worker that floods would fill the grader's memory."""
FIRST_ANSWERS_BYTES = 16 << 20

PlainAnswer = Loaded | Stepped | Kept | Exported | Inspected | Done | Batched


def unpacked(request: Request, answer: Answer) -> PlainAnswer:
    """Return `answer`, or raise the fault that a Failed tells. BadFrame for an answer to another kind of request."""
    if isinstance(answer, Failed):
        raise told_by(answer)
    if not isinstance(answer, answered_by(request)):
        raise BadFrame("the server's process sent an answer to another question than the one asked")
    return answer  # type: ignore[return-value]


def each_unpacked(requests: Sequence[Request], answers: Sequence[Answer]) -> list[PlainAnswer | SubmissionFault]:
    """Return what came of each request of a batch. BadFrame for an answer to another kind of request, or to none."""
    if len(answers) != len(requests):
        raise BadFrame(f"the server's process sent {len(answers)} answers to {len(requests)} questions")
    return [
        told_by(answer) if isinstance(answer, Failed) else unpacked(request, answer)
        for request, answer in zip(requests, answers, strict=True)
    ]


def told_by(answer: Failed) -> SubmissionFault:
    """Return the fault that a Failed tells."""
    fault: SubmissionFault
    if answer.kind == "unwritten":
        fault = Unwritten(answer.message)
    elif answer.kind == "rejected":
        fault = Rejected(answer.message)
    elif answer.kind == "full":
        fault = Full()
    else:
        fault = Raised(answer.error, answer.message, answer.lines)
    fault.printed = answer.printed
    return fault


@dataclass(frozen=True)
class Limits:
    """What one request may use: CPU time is what judges, wall time only the backstop."""

    cpu_s: float = 2.0
    wall_s: float = 20.0


class WorkerHost:
    """One forked worker, spoken to over two pipes; one request in flight. `hello` is what its jail turned out to be."""

    def __init__(self, zygote: Zygote, limits: Limits) -> None:
        self._limits = limits
        self._zygote = zygote
        self._pid, self._asks, answers = zygote.fork()
        self._answers = answers
        self._reader = FrameReader(answers)
        self._sequence = 0
        self._since: tuple[float, float] | None = None
        self._left_bytes = FIRST_ANSWERS_BYTES
        self._encoder = msgspec.msgpack.Encoder()
        self._decoder = msgspec.msgpack.Decoder(AnswerFrame)
        self._readable = select.poll()
        self._readable.register(answers, select.POLLIN)
        self.hello = self._greeting()

    def ask(self, request: Request) -> PlainAnswer:
        if not self._pid:
            raise Died("the server's process has ended")
        self._sequence += 1
        self._since = None
        self._send(request)
        answer = self._receive()
        try:
            return unpacked(request, answer)
        except BadFrame:
            self.close()
            raise

    def ask_all(self, requests: Sequence[Request]) -> list[PlainAnswer | SubmissionFault]:
        found: list[PlainAnswer | SubmissionFault] = []
        for start in range(0, len(requests), BATCH_LIMIT):
            some = requests[start : start + BATCH_LIMIT]
            told = self.ask(Batch(tuple(some)))  # type: ignore[arg-type]
            assert isinstance(told, Batched)
            self._left_bytes += ANSWER_BYTES * (len(some) - 1)
            try:
                found += each_unpacked(some, told.answers)
            except BadFrame:
                self.close()
                raise
        return found

    def cpu_s(self) -> float:
        """Return the CPU time that this worker has used, in seconds."""
        return self._zygote.cpu_s(self._pid) if self._pid else 0.0

    def close(self) -> None:
        if self._pid:
            self._end()

    def _greeting(self) -> Hello:
        """Return the worker's first frame. KitFault where it sends none: no code of a submission is there yet."""
        try:
            hello = self._receive()
        except SubmissionFault as fault:
            raise KitFault(
                f"a worker could not build its jail ({fault}); `raftlab doctor` tells what is missing"
            ) from None
        assert isinstance(hello, Hello)
        return hello

    def _send(self, request: Request) -> None:
        """Write the request. A worker that does not read it is one that does not answer."""
        try:
            data = framed(self._encoder.encode(AskFrame(self._sequence, request)))  # type: ignore[arg-type]
        except (FrameError, UnicodeEncodeError) as fault:
            raise Rejected(f"what was to be sent to the server's process cannot be: {fault}") from None
        try:
            while data := data[write_some(self._asks, data) :]:
                select.select([], [self._asks], [], POLL_MS / 1000)
                self._check()
        except OSError:
            raise self._ended() from None

    def _receive(self) -> Answer:
        """Return the answer with this sequence number, the one frame that is due."""
        try:
            while (body := self._reader.take()) is None:
                while not self._readable.poll(POLL_MS):
                    self._check()
                if not self._reader.fill():
                    self._reader.ended()
                    raise self._ended()
                if self._reader.is_partial:
                    self._check()
            frame = self._decoder.decode(body)
        except (FrameError, msgspec.DecodeError, UnicodeDecodeError, RecursionError) as fault:
            raise self._bad(f"sent a broken answer ({fault})") from None
        if frame.sequence != self._sequence:
            raise self._bad("answered another question than the one asked")
        if self._reader.spare:
            raise self._bad("sent more than the one answer that was due")
        self._left_bytes += ANSWER_BYTES - len(body)
        if self._left_bytes < 0:
            raise self._bad("sent far more than a server has to say")
        answer: Answer = frame.answer
        return answer

    def _check(self) -> None:
        """End a worker that has computed or slept too long since the request. The clocks start at the first check."""
        wall, cpu = time.monotonic(), self._zygote.cpu_s(self._pid)
        since_wall, since_cpu = self._since = self._since or (wall, cpu)
        if cpu - since_cpu > self._limits.cpu_s:
            self.close()
            raise Died(f"one event took more than {self._limits.cpu_s:g} s of CPU: an endless loop?")
        if wall - since_wall > self._limits.wall_s:
            self.close()
            raise Died(f"one event was not done after {self._limits.wall_s:g} s: what does it wait for?")

    def _bad(self, what: str) -> BadFrame:
        self.close()
        return BadFrame(f"the server's process {what}")

    def _ended(self) -> Died:
        code = self._end()
        how = f"killed by {signal.Signals(-code).name}" if code < 0 else f"exit status {code}"
        return Died(f"the server's process ended in the middle of an event ({how})")

    def _end(self) -> int:
        pid, self._pid = self._pid, 0
        if not pid:
            return 0
        os.close(self._asks)
        os.close(self._answers)
        return self._zygote.end(pid)


def write_some(fd: int, data: bytes) -> int:
    """Write what the pipe has room for; return how much that was."""
    try:
        return os.write(fd, data)
    except BlockingIOError:
        return 0
