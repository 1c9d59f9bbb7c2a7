"""Tries: each system call by its number, with useless arguments.

Happens: all but the allowed few fail with EPERM.
Expected: nothing
"""

from collections import _sys as sys

from raftlab.server import Server

ctypes = sys.modules["ctypes"]


class Commit(Server):
    def tryAdvanceCommit(self):
        libc = ctypes.CDLL(None, use_errno=True)
        allowed = set(sys.modules["raftlab.jail.seccomp"].ARCHITECTURES[sys.modules["raftlab.jail.kernel_calls"].cpu_architecture()].call_numbers.values())
        for number in range(700):
            if number in allowed or number in (335, 336):  # uprobes, which the kernel keeps to itself: SIGILL
                continue
            ctypes.set_errno(0)
            if libc.syscall(number, -1, -1, -1, -1, -1, -1) != -1 or ctypes.get_errno() != 1:
                print("BREACH", number, ctypes.get_errno())
        return False
