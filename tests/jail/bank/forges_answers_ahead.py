"""Tries: to send the answers to the next hundred questions.

Happens: answers to questions that were not asked; at best they are as wrong as any other.
Expected: BadFrameError: |nothing
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
        for sequence in range(3, 100):
            os.write(4, forged(sequence, 2))
        return False
