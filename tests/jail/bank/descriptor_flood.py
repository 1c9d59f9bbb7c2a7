"""Tries: to write on the inherited stdout and stderr for ever.

Happens: both lead nowhere.
Expected: WorkerDiedError: one event took more than
"""

from collections import _sys as sys

from raftlab.server import Server

os = sys.modules["os"]


class Commit(Server):
    def tryAdvanceCommit(self):
        while True:
            os.write(2, b"x" * 65536)
            os.write(1, b"x" * 65536)
