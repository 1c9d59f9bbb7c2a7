"""Tries: to answer and end before the server loop can.

Happens: one answer, then a dead worker; what it said is compared with what is right.
Expected: WorkerDiedError|BadFrameError|nothing
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
        os.write(4, forged(3, 2))
        os._exit(0)
