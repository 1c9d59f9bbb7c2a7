"""Tries: an exception whose class lies about its name, with objects that are no text.

Happens: what no frame can carry is not sent.
Expected: WorkerDiedError|SubmissionRaisedError|BadFrameError
"""

from raftlab.server import Server



class Liar(type):
    @property
    def __name__(cls):
        return ['NotImplementedError'] * 10


class Loud(Exception, metaclass=Liar):
    pass


class Commit(Server):
    def tryAdvanceCommit(self):
        raise Loud
