"""Tries: to wait for ever for a lock that it holds.

Happens: waiting is refused by the kernel; the C library ends the process.
Expected: WorkerDiedError: 
"""

from collections import _sys as sys

from raftlab.server import Server



class Commit(Server):
    def tryAdvanceCommit(self):
        lock = sys.modules["_thread"].allocate_lock()
        lock.acquire()
        lock.acquire()
