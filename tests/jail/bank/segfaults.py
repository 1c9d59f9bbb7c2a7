"""Tries: to crash the interpreter.

Happens: the worker dies alone.
Expected: WorkerDiedError: .*SIGSEGV
"""

from collections import _sys as sys

from raftlab.server import Server

ctypes = sys.modules["ctypes"]


class Commit(Server):
    def tryAdvanceCommit(self):
        ctypes.string_at(0)
