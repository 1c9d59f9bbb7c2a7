"""Fuzzes the grader's decoder of worker frames. Also a script for a long, coverage-guided run (needs atheris).

    nice -n 19 python tests/jail/fuzz_frames.py -max_total_time=600 -max_len=4096 tests/jail/corpus

What it finds worth keeping lands in the corpus folder, and is tried again by every ordinary test run.
"""

from __future__ import annotations

import os
import random
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

import msgspec

from raftlab.errors import BadFrameError, SubmissionRaisedError, SubmissionRejectedError, UnwrittenHoleError
from raftlab.server import AppendEntries, Apply, CancelTimer, Command, Entry, Reply, SetTimer
from raftlab.worker import responses, wire, worker_connection
from raftlab.worker.frame_io import FrameReader, encode_frame

COVERAGE_MARKS = 512
CORPUS = Path(__file__).parent / "corpus"
ELECTION_TIMEOUT = wire.TimeoutEvent("election")
REQUESTS = (
    wire.HandleEvent("S1", ELECTION_TIMEOUT),
    wire.LoadLayers((), ()),
    wire.DiscardServer("S1"),
    wire.ExportImage(0),
    wire.StepSnapshot(0, ELECTION_TIMEOUT),
    wire.RequestBatch(
        (
            *[wire.StepSnapshot(0, ELECTION_TIMEOUT)] * 3,
            wire.HandleEvent("S1", ELECTION_TIMEOUT),
            wire.DiscardServer("S1"),
        )
    ),
)
HELLO_FRAME = encode_frame(
    msgspec.msgpack.encode(wire.ResponseFrame(0, responses.JailResponse("L2", ("seccomp",), ())))
)


class FakeZygote:
    """A fake zygote: its one worker sends a greeting, then the given bytes."""

    def __init__(self) -> None:
        self._write_fd = -1

    def fork_worker(self) -> tuple[int, int, int]:
        """Return descriptors as a zygote does."""
        answers, self._write_fd = os.pipe()
        os.write(self._write_fd, HELLO_FRAME)
        return 1, os.open(os.devnull, os.O_WRONLY), answers

    def send(self, data: bytes) -> None:
        """Let the worker say `data`, and end."""
        os.write(self._write_fd, data)
        os.close(self._write_fd)

    def worker_cpu_s(self, pid: int) -> float:
        """Return no time."""
        return 0.0

    def end_worker(self, pid: int) -> int:
        """Do nothing."""
        return 0


def classify_frame(data: bytes, request: wire.Request) -> str:
    """Return "answer", "fault told" or "bad frame", with why: what comes of `data` as the answer.

    Anything else that is raised is a crash.
    """
    zygote = FakeZygote()
    host = worker_connection.WorkerHost(zygote, worker_connection.RequestLimits())  # type: ignore[arg-type]
    zygote.send(data)
    try:
        if isinstance(request, wire.RequestBatch):
            assert len(host.request_all(request.requests)) == len(request.requests)
        else:
            assert isinstance(host.request(request), wire.response_type(request))
        return "answer"
    except BadFrameError as fault:
        return f"bad frame: {fault}"
    except (SubmissionRaisedError, SubmissionRejectedError, UnwrittenHoleError):
        return "fault told"
    finally:
        host.close()


def valid_frames() -> list[bytes]:
    """Return one frame of every kind of answer, numbered as the first question's is."""
    entry = Entry(2, Command("put", "x", "1", client="C1", sequence=3))
    seen = responses.ObservedState(
        *("leader", 2, "S1", (Entry(1), entry), 1, 1, "S1", (("S2", 3),), (("S2", 2),), ("S1", "S2"), 1, "0f")
    )
    append = msgspec.msgpack.encode(AppendEntries(2, "S1", 1, 1, (entry,), 1))
    effects = (
        responses.SendEffect("S2", append),
        responses.PersistEffect(0, 2, "S1", (Entry(1), entry)),
        SetTimer("heartbeat", 50, 50),
        CancelTimer("election"),
        Reply("C1", 3, "ok", "1", "S1"),
        Apply(1, entry.command),
    )
    stepped = responses.StepResponse(effects, seen, True, "printed")
    kept, known = responses.SnapshotResponse(effects, 3, seen, "printed"), responses.SnapshotResponse(effects, 3, None)
    raised = responses.FailureResponse("raised", "ValueError", "text", ("commit.py:3 in f: x",), "")
    every = [
        stepped,
        kept,
        known,
        raised,
        responses.BatchResponse((kept, known, raised, stepped, responses.EmptyResponse())),
        responses.FailureResponse("unwritten", "NotImplementedError", "tryAdvanceCommit"),
        responses.LoadResponse(),
        responses.EmptyResponse(),
        responses.JailResponse("L3", ("seccomp",), ("read a file",)),
        responses.ImageResponse(b"an image"),
    ]
    return [encode_frame(msgspec.msgpack.encode(wire.ResponseFrame(1, answer))) for answer in every]


def mutate_frame(frame: bytes, rng: random.Random) -> bytes:
    """Return `frame` with one to four changes: bytes flipped, cut, doubled, put in, or the length made to lie."""
    data = bytearray(frame)
    for _ in range(rng.randint(1, 4)):
        at = rng.randrange(len(data) or 1)
        kind = rng.randrange(6)
        if kind == 0 and data:
            data[at] ^= 1 << rng.randrange(8)
        elif kind == 1 and data:
            data[at] = rng.choice((0, 0x7F, 0x80, 0x90, 0x9F, 0xC0, 0xC1, 0xCB, 0xCF, 0xD9, 0xDD, 0xDF, 0xFF))
        elif kind == 2:
            del data[at : at + rng.randint(1, 8)]
        elif kind == 3:
            data[at:at] = data[at : at + rng.randint(1, 16)]
        elif kind == 4:
            data[at:at] = rng.randbytes(rng.randint(1, 8))
        else:
            length = rng.choice((0, len(data), len(data) - 3, 1 << 20, (1 << 20) + 1, (1 << 32) - 1))
            data[:4] = length.to_bytes(4, "little")
    return bytes(data)


def fuzz_one(data: bytes, cover: Callable[[int], object] = id) -> None:
    """Ask each question of a worker that says `data`, as it is and with a true length before it."""
    for question in REQUESTS if data else ():
        for said in (data[:60_000], encode_frame(data[:60_000])):
            cover(zlib.crc32(classify_frame(said, question).encode()) % COVERAGE_MARKS)


def make_coverage_marker() -> Callable[[int], object]:
    """Return a function with a branch for each number: it lets the fuzzer see how far the decoder, all C, has come."""
    space: dict[str, Callable[[int], object]] = {}
    branches = "".join(f"    if number == {number}:\n        return {number}\n" for number in range(COVERAGE_MARKS))
    exec(f"def mark(number):\n{branches}", space)
    return space["mark"]


def main() -> None:
    """Hand over to atheris, guided by the coverage of the code that reads frames and by where the decoder stopped."""
    import atheris

    for function in (
        FrameReader.pop_frame,
        FrameReader.read_available,
        worker_connection.WorkerHost._receive,
        worker_connection.unpack_response,
    ):
        atheris.instrument_func(function)
    mark = atheris.instrument_func(make_coverage_marker())
    atheris.Setup(sys.argv, lambda data: fuzz_one(data, mark))
    atheris.Fuzz()


if __name__ == "__main__":
    main()
