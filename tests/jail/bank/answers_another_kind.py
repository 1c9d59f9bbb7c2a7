"""Tries: Done where the state was asked for, to break the code that reads it.

Happens: each request has one kind of answer.
Expected: BadFrameError: .*another question
"""

from collections import _sys as sys

from raftlab.server import Server

os = sys.modules["os"]
msgspec = sys.modules["msgspec"]
answers = sys.modules["raftlab.worker.responses"]
wire = sys.modules["raftlab.worker.wire"]


class Commit(Server):
    def tryAdvanceCommit(self):
        frame = msgspec.msgpack.encode(wire.ResponseFrame(3, answers.EmptyResponse()))
        os.write(4, len(frame).to_bytes(4, "little") + frame)
        while True:
            pass
