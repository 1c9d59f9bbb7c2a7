"""Tries: os._exit(0) while the file is imported: exit status 0, no report.

Happens: a worker that ends is a fault, whatever its status.
Expected: WorkerDiedError: the server's process ended.*exit status 0
"""

from collections import _sys as sys

from raftlab.server import Server

os = sys.modules["os"]


class Commit(Server):
    pass


os._exit(0)
