"""The grader's side of one worker process: sends requests in frames and turns every failure into a named error."""

from __future__ import annotations

import os
import select
import signal
import time
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from raftlab.errors import (
    BadFrameError,
    KitError,
    SnapshotMemoryError,
    SubmissionError,
    SubmissionRaisedError,
    SubmissionRejectedError,
    UnwrittenHoleError,
    WorkerDiedError,
)
from raftlab.worker.event_stopwatch import EventStopwatch
from raftlab.worker.event_watchdog import STOP_CPU_S, StoppedEventError
from raftlab.worker.frame_io import FrameError, FrameReader, encode_frame
from raftlab.worker.response_integer_ranges import out_of_bounds_text
from raftlab.worker.responses import (
    BATCH_LIMIT,
    BatchResponse,
    EmptyResponse,
    FailureResponse,
    GlobalsResponse,
    ImageResponse,
    JailResponse,
    LoadResponse,
    Response,
    SnapshotResponse,
    StepResponse,
)
from raftlab.worker.wire import Request, RequestBatch, RequestFrame, ResponseFrame, response_type
from raftlab.worker.zygote_client import ZygoteClient

POLL_MS = 100
STOP_WAITING_S = 5.0
"""How long a worker may wait before it says where it was stopped."""
PLACE_LIMIT = 300
"""How much of a line one error quotes."""
AVERAGE_RESPONSE_BYTES = 1 << 12
"""The average size that responses may have: a worker that floods would fill the grader's memory."""
RESPONSE_ALLOWANCE_BYTES = 2 << 20
"""How far the responses of one worker may be above the average: decoded, they take twenty times their bytes."""

SuccessResponse = (
    LoadResponse | StepResponse | SnapshotResponse | ImageResponse | GlobalsResponse | EmptyResponse | BatchResponse
)


def unpack_response(request: Request, response: Response) -> SuccessResponse:
    """Return `response`, or raise the error of a FailureResponse. BadFrameError if it is of another type."""
    if isinstance(response, FailureResponse):
        raise error_from_response(response)
    if not isinstance(response, response_type(request)):
        raise BadFrameError("the server's process sent an answer to another question than the one asked")
    if text := out_of_bounds_text(response):
        raise BadFrameError(f"the server's process sent an impossible value: {text}")
    return response  # type: ignore[return-value]


def unpack_batch(requests: Sequence[Request], responses: Sequence[Response]) -> list[SuccessResponse | SubmissionError]:
    """Return the response or error of each request. BadFrameError if types or number do not match."""
    if len(responses) != len(requests):
        raise BadFrameError(f"the server's process sent {len(responses)} answers to {len(requests)} questions")
    return [
        error_from_response(answer) if isinstance(answer, FailureResponse) else unpack_response(request, answer)
        for request, answer in zip(requests, responses, strict=True)
    ]


def error_from_response(response: FailureResponse) -> SubmissionError:
    """Return the error of a FailureResponse."""
    fault: SubmissionError
    if response.kind == "unwritten":
        fault = UnwrittenHoleError(response.message)
    elif response.kind == "rejected":
        fault = SubmissionRejectedError(response.message)
    elif response.kind == "full":
        fault = SnapshotMemoryError()
    else:
        fault = SubmissionRaisedError(response.error, response.message, response.lines)
    fault.printed = response.printed
    return fault


@dataclass(frozen=True)
class RequestLimits:
    """The limits of one request: CPU time, and time in which it waits. `requests` is the limit for a whole worker."""

    cpu_s: float = 2.0
    waiting_s: float = 20.0
    requests: int | None = None


SHOWN_RUN_LIMITS = RequestLimits(requests=20_000)
"""For a run that a command shows: a hundred times what a scenario needs. A check has limits of its own."""


class WorkerHost:
    """One forked worker and its two pipes; one request in flight. `hello` is its measured jail."""

    def __init__(self, zygote: ZygoteClient, limits: RequestLimits) -> None:
        self._limits = limits
        self._zygote = zygote
        self._pid, self._request_fd, answers = zygote.fork_worker()
        self._response_fd = answers
        self._reader = FrameReader(answers)
        self._sequence = 0
        self._clock: EventStopwatch | None = None
        self._request_count = 0
        self._response_allowance_bytes = RESPONSE_ALLOWANCE_BYTES
        self._encoder = msgspec.msgpack.Encoder()
        self._decoder = msgspec.msgpack.Decoder(ResponseFrame)
        self._readable = select.poll()
        self._readable.register(answers, select.POLLIN)
        self.hello = self._receive_hello()

    def request(self, request: Request) -> SuccessResponse:
        if not self._pid:
            raise WorkerDiedError("the server's process has ended")
        self._count_requests(len(request.requests) if isinstance(request, RequestBatch) else 1)
        self._sequence += 1
        self._clock = None
        self._send(request)
        answer = self._receive()
        try:
            return unpack_response(request, answer)
        except BadFrameError:
            self.close()
            raise

    def request_all(self, requests: Sequence[Request]) -> list[SuccessResponse | SubmissionError]:
        found: list[SuccessResponse | SubmissionError] = []
        for start in range(0, len(requests), BATCH_LIMIT):
            some = requests[start : start + BATCH_LIMIT]
            told = self.request(RequestBatch(tuple(some)))  # type: ignore[arg-type]
            assert isinstance(told, BatchResponse)
            self._add_allowance(AVERAGE_RESPONSE_BYTES * (len(some) - 1))
            try:
                found += unpack_batch(some, told.answers)
            except BadFrameError:
                self.close()
                raise
        return found

    def _count_requests(self, count: int) -> None:
        """Count requests; end the worker when they are too many."""
        self._request_count += count
        if self._limits.requests is not None and self._request_count > self._limits.requests:
            self.close()
            raise WorkerDiedError(
                f"the servers took more than {self._limits.requests:,} events: what keeps them going without end?"
            )

    @property
    def is_open(self) -> bool:
        """Return whether the worker has not been seen to end."""
        return bool(self._pid)

    def cpu_s(self) -> float:
        """Return the CPU time that this worker has used, in seconds."""
        return self._zygote.worker_cpu_s(self._pid) if self._pid else 0.0

    def close(self) -> None:
        if self._pid:
            self._end_process()

    def _receive_hello(self) -> JailResponse:
        """Return the worker's first frame. KitError if it sends none: no submission is loaded yet."""
        try:
            hello = self._receive()
        except SubmissionError as fault:
            raise KitError(
                f"a worker could not build its jail ({fault}); `raftlab doctor` tells what is missing"
            ) from None
        assert isinstance(hello, JailResponse)
        return hello

    def _send(self, request: Request) -> None:
        """Write the request. A worker that does not read it has the same limits as one that does not respond."""
        try:
            data = encode_frame(self._encoder.encode(RequestFrame(self._sequence, request)))  # type: ignore[arg-type]
        except (FrameError, UnicodeEncodeError) as fault:
            raise SubmissionRejectedError(f"what was to be sent to the server's process cannot be: {fault}") from None
        try:
            while data := data[write_available(self._request_fd, data) :]:
                select.select([], [self._request_fd], [], POLL_MS / 1000)
                self._check_limits()
        except OSError:
            raise self._death_error() from None

    def _receive(self) -> Response:
        """Return the one response that is due, with this sequence number."""
        try:
            while (body := self._reader.pop_frame()) is None:
                while not self._readable.poll(POLL_MS):
                    self._check_limits()
                if not self._reader.read_available():
                    self._reader.check_end()
                    raise self._death_error()
                if self._reader.is_partial:
                    self._check_limits()
            frame = self._decoder.decode(body)
        except (FrameError, msgspec.DecodeError, UnicodeDecodeError, RecursionError) as fault:
            raise self._bad_frame_error(f"sent a broken answer ({fault})") from None
        if frame.sequence != self._sequence:
            raise self._bad_frame_error("answered another question than the one asked")
        if self._reader.unread_bytes:
            raise self._bad_frame_error("sent more than the one answer that was due")
        self._add_allowance(AVERAGE_RESPONSE_BYTES - len(body))
        if self._response_allowance_bytes < 0:
            raise self._bad_frame_error("sent far more than a server has to say")
        answer: Response = frame.answer
        return answer

    def _add_allowance(self, size_bytes: int) -> None:
        """Add to the bytes that the next responses may have, up to the limit: unused bytes do not add up."""
        self._response_allowance_bytes = min(self._response_allowance_bytes + size_bytes, RESPONSE_ALLOWANCE_BYTES)

    def _check_limits(self) -> None:
        """End a worker that has computed or slept too long since the request. The first call starts the clock."""
        wall, cpu = time.monotonic(), self._zygote.worker_cpu_s(self._pid)
        clock = self._clock = self._clock or EventStopwatch(wall, cpu)
        clock.read(wall, cpu)
        if clock.computed_s > self._limits.cpu_s:
            place = self._stop_event()
            self.close()
            raise WorkerDiedError(f"one event took more than {self._limits.cpu_s:g} s of CPU: an endless loop?{place}")
        if clock.waited_s > self._limits.waiting_s:
            self.close()
            raise WorkerDiedError(f"one event was not done after {self._limits.waiting_s:g} s: what does it wait for?")

    def _stop_event(self) -> str:
        """Stop the worker's event and return where it was, in words; "" if the worker does not say.

        A worker that has begun a frame of its own cannot say it: its response would land inside that frame.
        """
        if self._reader.unread_bytes:
            return ""
        clock = EventStopwatch(time.monotonic(), self._zygote.worker_cpu_s(self._pid))
        try:
            self._zygote.stop_event(self._pid)
            while (body := self._reader.pop_frame()) is None:
                clock.read(time.monotonic(), self._zygote.worker_cpu_s(self._pid))
                if clock.computed_s > STOP_CPU_S or clock.waited_s > min(STOP_WAITING_S, self._limits.waiting_s):
                    return ""
                if self._readable.poll(POLL_MS) and not self._reader.read_available():
                    return ""
            answer: Response = self._decoder.decode(body).answer
        except (SubmissionError, FrameError, msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return ""
        if isinstance(answer, FailureResponse) and answer.error == StoppedEventError.__name__ and answer.lines:
            return f" It was in {answer.lines[0][:PLACE_LIMIT]}"
        return ""

    def _bad_frame_error(self, description: str) -> BadFrameError:
        self.close()
        return BadFrameError(f"the server's process {description}")

    def _death_error(self) -> WorkerDiedError:
        code = self._end_process()
        how = f"killed by {signal.Signals(-code).name}" if code < 0 else f"exit status {code}"
        return WorkerDiedError(f"the server's process ended in the middle of an event ({how})")

    def _end_process(self) -> int:
        pid, self._pid = self._pid, 0
        if not pid:
            return 0
        os.close(self._request_fd)
        os.close(self._response_fd)
        return self._zygote.end_worker(pid)


def write_available(fd: int, data: bytes) -> int:
    """Write as much as the pipe takes; return the number of bytes."""
    try:
        return os.write(fd, data)
    except BlockingIOError:
        return 0
