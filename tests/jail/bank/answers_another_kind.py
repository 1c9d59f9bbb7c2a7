"""Tries: Done where the state was asked for, to break the code that reads it.

Happens: each request has one kind of answer.
Told: BadFrame: .*another question
"""

from collections import _sys as sys

from raftlab.server import Server

os = sys.modules["os"]
msgspec = sys.modules["msgspec"]
answers = sys.modules["raftlab.worker.answers"]
wire = sys.modules["raftlab.worker.wire"]


class Commit(Server):
    def tryAdvanceCommit(self):
        frame = msgspec.msgpack.encode(wire.AnswerFrame(3, answers.Done()))
        os.write(4, len(frame).to_bytes(4, "little") + frame)
        while True:
            pass
