"""Tries: to fill the disk or the grader's memory by printing.

Happens: 2,000 characters are kept; the CPU limit ends it.
Expected: WorkerDiedError: one event took more than
"""

from raftlab.server import Server



class Commit(Server):
    def tryAdvanceCommit(self):
        while True:
            print("x" * 100)
