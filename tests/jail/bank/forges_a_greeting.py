"""Tries: to say once more, after its code was loaded, that the jail is strict.

Happens: a greeting answers no question.
Expected: BadFrameError: 
"""

from collections import _sys as sys

from raftlab.server import Server

os = sys.modules["os"]
msgspec = sys.modules["msgspec"]
answers = sys.modules["raftlab.worker.responses"]
wire = sys.modules["raftlab.worker.wire"]


class Commit(Server):
    def tryAdvanceCommit(self):
        frame = msgspec.msgpack.encode(wire.ResponseFrame(3, answers.JailResponse("L3", (), ())))
        os.write(4, len(frame).to_bytes(4, "little") + frame)
        os._exit(0)
