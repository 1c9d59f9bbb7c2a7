"""Frames from a worker are data: whatever they hold, the grader goes on."""

from __future__ import annotations

import os
import random

import msgspec
import pytest
from fuzz_frames import CORPUS, QUESTIONS, mutated, outcome, try_one, valid_frames

from raftlab.worker.frames import FrameError, FrameReader, framed
from raftlab.worker.wire import FRAME_LIMIT_BYTES, LENGTH_BYTES, Request


def verdict(frame: bytes, question: Request) -> str:
    """Return what comes of a frame, without why."""
    return outcome(frame, question).partition(":")[0]


def test_valid_frames_are_read() -> None:
    """Each kind of answer is taken for the question that it answers, and for no other."""
    questions = [type(question).__name__ for question in QUESTIONS]
    taken = {
        "Stepped": ["Handle"],
        "Kept": ["Advance"],
        "Failed": questions,
        "Batched": ["Batch"],
        "Loaded": ["Load"],
        "Done": ["Forget"],
        "Hello": [],
        "Exported": ["Export"],
    }
    for frame in valid_frames():
        kind = msgspec.msgpack.decode(frame[LENGTH_BYTES:])["answer"]["type"]
        told = "fault told" if kind == "Failed" else "answer"
        found = [verdict(frame, question) for question in QUESTIONS]
        assert found == [told if name in taken[kind] else "bad frame" for name in questions], kind


@pytest.mark.parametrize("number", range(200))
def test_mutated_frame_is_an_answer_or_a_bad_frame(number: int) -> None:
    """No change to a valid frame crashes the grader or gets another verdict than "bad frame"."""
    draw = random.Random(number)
    frame = mutated(draw.choice(valid_frames()), draw)
    if frame:
        assert verdict(frame, draw.choice(QUESTIONS)) in ("answer", "fault told", "bad frame")


def test_corpus_does_not_crash() -> None:
    """What long fuzzing runs found worth keeping is still read without a crash."""
    paths = sorted(CORPUS.iterdir())
    assert paths
    for path in paths:
        try_one(path.read_bytes())


def test_two_frames_in_one_piece_are_parted() -> None:
    """A reader parts frames that arrive together and joins one that arrives in pieces."""
    ours, theirs = os.pipe()
    reader = FrameReader(ours)
    os.write(theirs, framed(b"one") + framed(b"two")[:5])
    assert reader.next() == b"one"
    assert reader.is_partial
    os.write(theirs, framed(b"two")[5:])
    assert reader.next() == b"two"
    os.close(theirs)
    assert reader.next() is None
    os.close(ours)


def test_lying_length_is_refused_at_once() -> None:
    """A length over the limit is refused before a byte of the body is waited for."""
    ours, theirs = os.pipe()
    os.write(theirs, (FRAME_LIMIT_BYTES + 1).to_bytes(4, "little"))
    with pytest.raises(FrameError, match="the limit is 1048576"):
        FrameReader(ours).next()
    os.close(ours)
    os.close(theirs)


def test_oversize_body_is_not_sent() -> None:
    """A body over the limit is refused by the writer too."""
    with pytest.raises(FrameError, match="over the limit"):
        framed(bytes(FRAME_LIMIT_BYTES + 1))
