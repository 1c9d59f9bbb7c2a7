"""Tries: to put its own pipe over the answers.

Happens: dup2 and pipe are refused.
Expected: PermissionError|WorkerDiedError
"""

from collections import _sys as sys

from raftlab.server import Server

os = sys.modules["os"]


class Commit(Server):
    def tryAdvanceCommit(self):
        os.dup2(1, 4)
        return False
