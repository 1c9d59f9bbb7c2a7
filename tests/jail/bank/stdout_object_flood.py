"""Tries: to write through the interpreter's first stdout objects.

Happens: both lead nowhere.
Expected: WorkerDiedError: one event took more than|AttributeError|nothing
"""

from collections import _sys as sys

from raftlab.server import Server



class Commit(Server):
    def tryAdvanceCommit(self):
        while True:
            sys.__stdout__.write("x" * 65536)
            sys.__stderr__.write("x" * 65536)
