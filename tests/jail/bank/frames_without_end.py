"""Tries: answers as fast as the pipe takes them.

Happens: refused at the second.
Expected: BadFrameError: |WorkerDiedError
"""

from collections import _sys as sys

from raftlab.server import Server

os = sys.modules["os"]
msgspec = sys.modules["msgspec"]
answers = sys.modules["raftlab.worker.responses"]
wire = sys.modules["raftlab.worker.wire"]


def forged(sequence, commit):
    """Return a whole answer: a leader that committed `commit`."""
    seen = answers.ObservedState("leader", 2, "S1", (), commit, commit, "S1", (), (), (), 0, "")
    frame = msgspec.msgpack.encode(wire.ResponseFrame(sequence, answers.StepResponse((), seen, True)))
    return len(frame).to_bytes(4, "little") + frame


class Commit(Server):
    def tryAdvanceCommit(self):
        while True:
            os.write(4, forged(3, 2))
