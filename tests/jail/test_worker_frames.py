"""Frames from a worker are data: no content stops the grader."""

from __future__ import annotations

import os
import random

import msgspec
import pytest
from fuzz_frames import CORPUS, REQUESTS, classify_frame, fuzz_one, mutate_frame, valid_frames

from raftlab.worker.frame_io import FrameError, FrameReader, encode_frame
from raftlab.worker.wire import FRAME_LIMIT_BYTES, LENGTH_BYTES, Request


def frame_kind(frame: bytes, request: Request) -> str:
    """Return the kind of result of a frame, without the reason."""
    return classify_frame(frame, request).partition(":")[0]


def test_valid_frames_are_read() -> None:
    """Each kind of response is accepted for its own request only."""
    questions = [type(question).__name__ for question in REQUESTS]
    taken = {
        "Stepped": ["HandleEvent"],
        "Kept": ["StepSnapshot"],
        "Failed": questions,
        "Batched": ["RequestBatch"],
        "Loaded": ["LoadLayers"],
        "Done": ["DiscardServer"],
        "Hello": [],
        "Exported": ["ExportImage"],
    }
    for frame in valid_frames():
        kind = msgspec.msgpack.decode(frame[LENGTH_BYTES:])["answer"]["type"]
        told = "fault told" if kind == "Failed" else "answer"
        found = [frame_kind(frame, question) for question in REQUESTS]
        assert found == [told if name in taken[kind] else "bad frame" for name in questions], kind


@pytest.mark.parametrize("seed", range(200))
def test_mutated_frame_is_an_answer_or_a_bad_frame(seed: int) -> None:
    """A mutated frame is a response or a bad frame, never a crash."""
    draw = random.Random(seed)
    frame = mutate_frame(draw.choice(valid_frames()), draw)
    if frame:
        assert frame_kind(frame, draw.choice(REQUESTS)) in ("answer", "fault told", "bad frame")


def test_corpus_does_not_crash() -> None:
    """The fuzz corpus is read without a crash."""
    paths = sorted(CORPUS.iterdir())
    assert paths
    for path in paths:
        fuzz_one(path.read_bytes())


def test_reader_splits_and_joins_frames() -> None:
    """The reader separates frames that arrive together and joins one that arrives in pieces."""
    ours, theirs = os.pipe()
    reader = FrameReader(ours)
    os.write(theirs, encode_frame(b"one") + encode_frame(b"two")[:5])
    assert reader.read_frame() == b"one"
    assert reader.is_partial
    os.write(theirs, encode_frame(b"two")[5:])
    assert reader.read_frame() == b"two"
    os.close(theirs)
    assert reader.read_frame() is None
    os.close(ours)


def test_lying_length_is_refused_at_once() -> None:
    """A length over the limit is refused before the body is read."""
    ours, theirs = os.pipe()
    os.write(theirs, (FRAME_LIMIT_BYTES + 1).to_bytes(4, "little"))
    with pytest.raises(FrameError, match="the limit is 1048576"):
        FrameReader(ours).read_frame()
    os.close(ours)
    os.close(theirs)


def test_oversize_body_is_not_sent() -> None:
    """A body over the limit is refused by the writer too."""
    with pytest.raises(FrameError, match="over the limit"):
        encode_frame(bytes(FRAME_LIMIT_BYTES + 1))
