"""Tries: to encode whatever it likes.

Happens: what arrives is decoded by the grader's own.
Expected: nothing|WorkerDiedError|SubmissionRaisedError|BadFrameError
"""

from collections import _sys as sys

from raftlab.server import Server

msgspec = sys.modules["msgspec"]


class Commit(Server):
    pass


class Encoder:
    def encode(self, thing):
        return b"\x80"


msgspec.msgpack.Encoder = Encoder
