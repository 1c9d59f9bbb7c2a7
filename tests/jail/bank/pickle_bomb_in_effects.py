"""Tries: an object in a message that runs a command when it is unpickled.

Happens: messages cross as msgpack of known types.
Expected: SubmissionRaisedError|BadFrameError|WorkerDiedError
"""

from collections import _sys as sys

from raftlab.server import Server

os = sys.modules["os"]


class Bomb:
    def __reduce__(self):
        return (os.system, ("touch @CANARY@/pickle",))


class Commit(Server):
    def tryAdvanceCommit(self):
        self.send("S2", Bomb())
        return False
