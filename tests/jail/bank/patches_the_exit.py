"""Tries: to outlive the end of its process.

Happens: SIGKILL asks no one.
Expected: WorkerDiedError: one event took more than
"""

from collections import _sys as sys

from raftlab.server import Server

os = sys.modules["os"]


def stay(*_):
    while True:
        pass


os._exit = stay


class Commit(Server):
    def tryAdvanceCommit(self):
        while True:
            pass
