"""Tries: process_vm_readv on the grader.

Happens: refused.
Expected: nothing
"""

from collections import _sys as sys

from raftlab.server import Server

ctypes = sys.modules["ctypes"]


class Commit(Server):
    def tryAdvanceCommit(self):
        libc = ctypes.CDLL(None, use_errno=True)
        piece = (ctypes.c_ulong * 2)(ctypes.addressof(ctypes.create_string_buffer(8)), 8)
        for address in (0x400000, 0x555555554000):
            there = (ctypes.c_ulong * 2)(address, 8)
            if libc.process_vm_readv(@GRADER@, piece, 1, there, 1, 0) > 0:
                print("BREACH")
        return False
