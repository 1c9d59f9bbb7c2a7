"""Tries: the system calls of the x32 machine, which many filters forget.

Happens: the kernel ends the process.
Expected: WorkerDiedError: .*SIGSYS|nothing
"""

from collections import _sys as sys

from raftlab.server import Server

ctypes = sys.modules["ctypes"]


class Commit(Server):
    def tryAdvanceCommit(self):
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.syscall(0x40000000 | 39) > 0:
            print("BREACH")
        return False
