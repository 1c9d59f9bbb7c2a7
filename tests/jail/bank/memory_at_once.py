"""Tries: to take a terabyte.

Happens: the address space is limited to 128 MB.
Expected: MemoryError
"""

from raftlab.server import Server



class Commit(Server):
    def tryAdvanceCommit(self):
        bytearray(10**12)
