"""Tries: to print a gigabyte in one string.

Happens: memory is limited, and printed text is cut before it is kept.
Expected: MemoryError|nothing
"""

from raftlab.server import Server



class Commit(Server):
    def tryAdvanceCommit(self):
        print("x" * (1 << 28))
        return False
