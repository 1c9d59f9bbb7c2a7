"""Tries: to become a shell.

Happens: execve is refused.
Expected: PermissionError
"""

from collections import _sys as sys

from raftlab.server import Server

os = sys.modules["os"]


class Commit(Server):
    def tryAdvanceCommit(self):
        os.execve("/bin/sh", ["sh", "-c", "touch @CANARY@/exec; echo BREACH"], {})
