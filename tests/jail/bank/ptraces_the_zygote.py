"""Tries: to attach to its parent as a debugger does.

Happens: ptrace is refused.
Expected: nothing
"""

from collections import _sys as sys

from raftlab.server import Server

os = sys.modules["os"]
ctypes = sys.modules["ctypes"]


class Commit(Server):
    def tryAdvanceCommit(self):
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.ptrace(16, os.getppid(), 0, 0) == 0:
            print("BREACH")
        return False
