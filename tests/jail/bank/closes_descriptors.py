"""Tries: to close every descriptor.

Happens: close is refused.
Expected: PermissionError|nothing
"""

from collections import _sys as sys

from raftlab.server import Server

os = sys.modules["os"]


class Commit(Server):
    def tryAdvanceCommit(self):
        for fd in range(3, 100):
            os.close(fd)
        return False
