"""Tries: to hang the kit's own reading of the state: a log whose iterator never ends.

Happens: the same clock runs, and memory is bounded.
Expected: WorkerDiedError: one event took more than|MemoryError|killed
"""

from raftlab.server import Server



class Commit(Server):
    class Endless(list):
        def __iter__(self):
            while True:
                yield self[0]

    def tryAdvanceCommit(self):
        self.log = self.Endless([self.log[1]])
        return False
