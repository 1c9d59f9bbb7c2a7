"""Tries: a frame of which the rest never comes.

Happens: the clocks run on.
Expected: WorkerDiedError: one event took more than|WorkerDiedError
"""

from collections import _sys as sys

from raftlab.server import Server

os = sys.modules["os"]


class Commit(Server):
    def tryAdvanceCommit(self):
        os.write(4, (500).to_bytes(4, "little") + b"x" * 100)
        while True:
            pass
