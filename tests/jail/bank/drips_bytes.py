"""Tries: to keep the grader reading: one byte of an answer at a time, for ever.

Happens: the clocks are looked at after every piece of an answer.
Expected: WorkerDiedError: one event took more than
"""

from collections import _sys as sys

from raftlab.server import Server

os = sys.modules["os"]


class Commit(Server):
    def tryAdvanceCommit(self):
        os.write(4, (1000).to_bytes(4, "little"))
        while True:
            sum(range(100_000))
            os.write(4, b"x")
