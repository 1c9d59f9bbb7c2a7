"""Tries: to take memory until the machine swaps.

Happens: MemoryError at 128 MB.
Expected: MemoryError|WorkerDiedError
"""

from raftlab.server import Server



class Commit(Server):
    def tryAdvanceCommit(self):
        kept = []
        while True:
            kept.append(bytearray(1 << 20))
