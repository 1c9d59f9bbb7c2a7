"""Tries: to raise Python's recursion limit and crash the interpreter.

Happens: the worker dies alone.
Expected: WorkerDiedError: |RecursionError|MemoryError
"""

from collections import _sys as sys

from raftlab.server import Server



class Commit(Server):
    def tryAdvanceCommit(self):
        sys.setrecursionlimit(10**9)
        nested = []
        for _ in range(10**6):
            nested = [nested]
        return repr(nested) == ''
