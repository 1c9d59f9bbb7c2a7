"""What the grader makes of any bytes from a worker. Also a script for a long, coverage-guided run (needs atheris).

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

from raftlab.errors import BadFrame, Raised, Rejected, Unwritten
from raftlab.server import AppendEntries, Apply, CancelTimer, Command, Entry, Reply, SetTimer
from raftlab.worker import answers, process, wire
from raftlab.worker.frames import FrameReader, framed

MARKS = 512
CORPUS = Path(__file__).parent / "corpus"
TIMEOUT = wire.Timeout("election")
QUESTIONS = (
    wire.Handle("S1", TIMEOUT),
    wire.Load((), ()),
    wire.Forget("S1"),
    wire.Export(0),
    wire.Advance(0, TIMEOUT),
    wire.Batch((*[wire.Advance(0, TIMEOUT)] * 3, wire.Handle("S1", TIMEOUT), wire.Forget("S1"))),
)
GREETING = framed(msgspec.msgpack.encode(wire.AnswerFrame(0, answers.Hello("L2", ("seccomp",), ()))))


class DeafZygote:
    """Stands for a zygote whose one worker greets, and then says what it is told to say."""

    def __init__(self) -> None:
        self._says = -1

    def fork(self) -> tuple[int, int, int]:
        """Return descriptors as a zygote does."""
        answers, self._says = os.pipe()
        os.write(self._says, GREETING)
        return 1, os.open(os.devnull, os.O_WRONLY), answers

    def say(self, data: bytes) -> None:
        """Let the worker say `data`, and end."""
        os.write(self._says, data)
        os.close(self._says)

    def cpu_s(self, pid: int) -> float:
        """Return no time."""
        return 0.0

    def end(self, pid: int) -> int:
        """Do nothing."""
        return 0


def outcome(data: bytes, question: wire.Request) -> str:
    """Return "answer", "fault told" or "bad frame", with why: what comes of `data` as the answer.

    Anything else that is raised is a crash.
    """
    zygote = DeafZygote()
    host = process.WorkerHost(zygote, process.Limits())  # type: ignore[arg-type]
    zygote.say(data)
    try:
        if isinstance(question, wire.Batch):
            assert len(host.ask_all(question.requests)) == len(question.requests)
        else:
            assert isinstance(host.ask(question), wire.answered_by(question))
        return "answer"
    except BadFrame as fault:
        return f"bad frame: {fault}"
    except (Raised, Rejected, Unwritten):
        return "fault told"
    finally:
        host.close()


def valid_frames() -> list[bytes]:
    """Return one frame of every kind of answer, numbered as the first question's is."""
    entry = Entry(2, Command("put", "x", "1", client="C1", sequence=3))
    seen = answers.Observed(
        *("leader", 2, "S1", (Entry(1), entry), 1, 1, "S1", (("S2", 3),), (("S2", 2),), ("S1", "S2"), 1, "0f")
    )
    append = msgspec.msgpack.encode(AppendEntries(2, "S1", 1, 1, (entry,), 1))
    effects = (
        answers.Sent("S2", append),
        answers.Persisted(0, 2, "S1", (Entry(1), entry)),
        SetTimer("heartbeat", 50, 50),
        CancelTimer("election"),
        Reply("C1", 3, "ok", "1", "S1"),
        Apply(1, entry.command),
    )
    stepped = answers.Stepped(effects, seen, True, "printed")
    kept, known = answers.Kept(effects, 3, seen, "printed"), answers.Kept(effects, 3, None)
    raised = answers.Failed("raised", "ValueError", "text", ("commit.py:3 in f: x",), "")
    every = [
        stepped,
        kept,
        known,
        raised,
        answers.Batched((kept, known, raised, stepped, answers.Done())),
        answers.Failed("unwritten", "NotImplementedError", "tryAdvanceCommit"),
        answers.Loaded(),
        answers.Done(),
        answers.Hello("L3", ("seccomp",), ("read a file",)),
        answers.Exported(b"an image"),
    ]
    return [framed(msgspec.msgpack.encode(wire.AnswerFrame(1, answer))) for answer in every]


def mutated(frame: bytes, draw: random.Random) -> bytes:
    """Return `frame` with one to four changes: bytes flipped, cut, doubled, put in, or the length made to lie."""
    data = bytearray(frame)
    for _ in range(draw.randint(1, 4)):
        at = draw.randrange(len(data) or 1)
        kind = draw.randrange(6)
        if kind == 0 and data:
            data[at] ^= 1 << draw.randrange(8)
        elif kind == 1 and data:
            data[at] = draw.choice((0, 0x7F, 0x80, 0x90, 0x9F, 0xC0, 0xC1, 0xCB, 0xCF, 0xD9, 0xDD, 0xDF, 0xFF))
        elif kind == 2:
            del data[at : at + draw.randint(1, 8)]
        elif kind == 3:
            data[at:at] = data[at : at + draw.randint(1, 16)]
        elif kind == 4:
            data[at:at] = draw.randbytes(draw.randint(1, 8))
        else:
            length = draw.choice((0, len(data), len(data) - 3, 1 << 20, (1 << 20) + 1, (1 << 32) - 1))
            data[:4] = length.to_bytes(4, "little")
    return bytes(data)


def try_one(data: bytes, mark: Callable[[int], object] = id) -> None:
    """Ask each question of a worker that says `data`, as it is and with a true length before it."""
    for question in QUESTIONS if data else ():
        for said in (data[:60_000], framed(data[:60_000])):
            mark(zlib.crc32(outcome(said, question).encode()) % MARKS)


def marker() -> Callable[[int], object]:
    """Return a function with a branch for each number: it lets the fuzzer see how far the decoder, all C, has come."""
    space: dict[str, Callable[[int], object]] = {}
    branches = "".join(f"    if number == {number}:\n        return {number}\n" for number in range(MARKS))
    exec(f"def mark(number):\n{branches}", space)
    return space["mark"]


def main() -> None:
    """Hand over to atheris, guided by the coverage of the code that reads frames and by where the decoder stopped."""
    import atheris

    for function in (FrameReader.take, FrameReader.fill, process.WorkerHost._receive, process.unpacked):
        atheris.instrument_func(function)
    mark = atheris.instrument_func(marker())
    atheris.Setup(sys.argv, lambda data: try_one(data, mark))
    atheris.Fuzz()


if __name__ == "__main__":
    main()
