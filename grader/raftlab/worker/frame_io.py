"""Reading and writing frames on file descriptors; the grader and the worker use it."""

from __future__ import annotations

import os

from raftlab.worker.wire import FRAME_LIMIT_BYTES, LENGTH_BYTES

CHUNK_BYTES = 1 << 16


class FrameError(Exception):
    """The bytes are no frame: too long or truncated."""


def encode_frame(body: bytes) -> bytes:
    """Return the frame of `body`. FrameError for a body over the limit."""
    if len(body) > FRAME_LIMIT_BYTES:
        raise FrameError(f"a frame of {len(body)} bytes is over the limit of {FRAME_LIMIT_BYTES}")
    return len(body).to_bytes(LENGTH_BYTES, "little") + body


def write_frame(fd: int, body: bytes) -> None:
    """Write one frame. FrameError for a body over the limit; OSError if the reader is gone."""
    data = encode_frame(body)
    while data:
        data = data[os.write(fd, data) :]


class FrameReader:
    """Reads frames from one descriptor."""

    def __init__(self, fd: int) -> None:
        self._fd = fd
        self._kept = b""

    def read_available(self) -> bool:
        """Read what is available (wait if `fd` blocks); False at the end of the stream."""
        more = os.read(self._fd, CHUNK_BYTES)
        self._kept = self._kept + more if self._kept else more
        return bool(more)

    def pop_frame(self) -> bytes | None:
        """Return the body of the next frame, None while it is incomplete. FrameError for an impossible length."""
        kept = self._kept
        if len(kept) < LENGTH_BYTES:
            return None
        end = LENGTH_BYTES + int.from_bytes(kept[:LENGTH_BYTES], "little")
        if end > LENGTH_BYTES + FRAME_LIMIT_BYTES:
            raise FrameError(f"it says it is {end - LENGTH_BYTES} bytes long; the limit is {FRAME_LIMIT_BYTES}")
        if len(kept) < end:
            return None
        self._kept = kept[end:]
        return kept[LENGTH_BYTES:end]

    def read_frame(self) -> bytes | None:
        """Return the body of the next frame, waiting for it; None at a clean end. FrameError for a cut frame."""
        while (body := self.pop_frame()) is None:
            if not self.read_available():
                self.check_end()
                return None
        return body

    def check_end(self) -> None:
        """Check the end of the stream. FrameError if it ends inside a frame."""
        if self._kept:
            raise FrameError(f"it ends after {len(self._kept)} bytes")

    @property
    def unread_bytes(self) -> int:
        """Return how many bytes were read and not used."""
        return len(self._kept)

    @property
    def is_partial(self) -> bool:
        """Return whether the next frame is incomplete."""
        kept = self._kept
        return len(kept) < LENGTH_BYTES or len(kept) < LENGTH_BYTES + int.from_bytes(kept[:LENGTH_BYTES], "little")
