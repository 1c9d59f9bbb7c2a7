"""Tries: os._exit(0) in a handler.

Happens: a worker that ends is a fault, whatever its status.
Expected: WorkerDiedError: the server's process ended.*exit status 0
"""

from collections import _sys as sys

from raftlab.server import Server

os = sys.modules["os"]


class Commit(Server):
    def tryAdvanceCommit(self):
        os._exit(0)
