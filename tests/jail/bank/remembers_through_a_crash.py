"""Tries: to keep in its process, and in its durable image, what its process knows.

Happens: nothing here; the grader lets it live all its lives again, each in a process of its own.
Expected: nothing
"""

from collections import _sys as sys

from raftlab.server import Server

KEPT = sys.modules["raftlab.worker.request_handler"].__dict__.setdefault("_kept", {})


class Commit(Server):
    persistent = (*Server.persistent, "stash")
    stash = 0

    def tryAdvanceCommit(self):
        KEPT[self.id] = self.stash = KEPT.get(self.id, 0) + 1
        self.persist()
        return False
