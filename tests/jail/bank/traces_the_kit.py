"""Tries: to run its own code at every line of the kit's.

Happens: it runs in the same jail, on the same clock.
Expected: WorkerDiedError: one event took more than
"""

from collections import _sys as sys

from raftlab.server import Server



class Commit(Server):
    def tryAdvanceCommit(self):
        return False


def watch(frame, event, argument):
    while True:
        pass


sys.settrace(watch)
