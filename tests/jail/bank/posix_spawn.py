"""Tries: to start a program by posix_spawn, which uses vfork.

Happens: refused: it is a clone.
Expected: PermissionError|BlockingIOError
"""

from collections import _sys as sys

from raftlab.server import Server

os = sys.modules["os"]


class Commit(Server):
    def tryAdvanceCommit(self):
        os.posix_spawn("/bin/sh", ["sh", "-c", "touch @CANARY@/spawn"], {})
