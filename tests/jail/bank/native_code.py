"""Tries: memory that can be written and executed.

Happens: refused: mmap and mprotect never give execution.
Expected: nothing
"""

from collections import _sys as sys

from raftlab.server import Server

ctypes = sys.modules["ctypes"]


class Commit(Server):
    def tryAdvanceCommit(self):
        libc = ctypes.CDLL(None, use_errno=True)
        libc.mmap.restype = ctypes.c_void_p
        nowhere = ctypes.c_void_p(-1).value
        if libc.mmap(None, 4096, 7, 0x22, -1, 0) != nowhere:
            print("BREACH mmap")
        page = libc.mmap(None, 4096, 3, 0x22, -1, 0)
        if libc.mprotect(ctypes.c_void_p(page), 4096, 5) == 0:
            print("BREACH mprotect")
        return False
