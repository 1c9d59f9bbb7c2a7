"""Tries: to survive every exception and signal that Python could raise in it.

Happens: SIGKILL is not an exception.
Expected: WorkerDiedError: one event took more than
"""

from raftlab.server import Server



class Commit(Server):
    def tryAdvanceCommit(self):
        while True:
            try:
                while True:
                    pass
            except BaseException:
                pass
