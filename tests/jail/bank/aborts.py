"""Tries: to die by SIGABRT and leave a core.

Happens: the worker dies alone, without a core.
Expected: WorkerDiedError: 
"""

from collections import _sys as sys

from raftlab.server import Server

os = sys.modules["os"]


class Commit(Server):
    def tryAdvanceCommit(self):
        os.abort()
