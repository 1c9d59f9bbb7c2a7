"""Tries: a file in memory, to execute it.

Happens: memfd_create is refused.
Expected: PermissionError
"""

from collections import _sys as sys

from raftlab.server import Server

os = sys.modules["os"]


class Commit(Server):
    def tryAdvanceCommit(self):
        os.memfd_create("x")
        print("BREACH")
