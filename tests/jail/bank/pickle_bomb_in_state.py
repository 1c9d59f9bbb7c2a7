"""Tries: an object in the durable state that runs a command when it is unpickled.

Happens: the grader never unpickles; the worker, where it would run, can run nothing.
Expected: SubmissionRaisedError|nothing|WorkerDiedError|SubmissionRejectedError
"""

from collections import _sys as sys

from raftlab.server import Server

os = sys.modules["os"]


class Bomb:
    def __reduce__(self):
        return (os.system, ("touch @CANARY@/pickle",))


class Commit(Server):
    persistent = ("currentTerm", "votedFor", "log", "bomb")

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.bomb = Bomb()

    def tryAdvanceCommit(self):
        self.persist()
        return False
