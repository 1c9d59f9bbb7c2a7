"""Tries: to fill the machine with processes.

Happens: the first fork is refused.
Expected: PermissionError|BlockingIOError
"""

from collections import _sys as sys

from raftlab.server import Server

os = sys.modules["os"]


class Commit(Server):
    def tryAdvanceCommit(self):
        while True:
            os.fork()
