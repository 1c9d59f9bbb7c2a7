"""Tries: to give itself another filter, or none, and to become dumpable.

Happens: prctl and seccomp are refused.
Expected: nothing
"""

from collections import _sys as sys

from raftlab.server import Server

ctypes = sys.modules["ctypes"]


class Commit(Server):
    def tryAdvanceCommit(self):
        libc = ctypes.CDLL(None, use_errno=True)
        for arguments in ((22, 0, 0, 0, 0), (4, 1, 0, 0, 0), (1, 0, 0, 0, 0), (38, 0, 0, 0, 0)):
            if libc.prctl(*arguments) == 0:
                print("BREACH", arguments)
        return False
