"""Tries: to make all its states look equal by constant __getstate__, __eq__ and __hash__.

Happens: ids are made of plain data, not of its methods; the answers show the state.
Expected: nothing|SubmissionRaisedError
"""

from raftlab.server import Server



class Commit(Server):
    def __getstate__(self):
        return {}

    def __reduce__(self):
        return (object, ())

    def __eq__(self, other):
        return True

    def __hash__(self):
        return 1

    def tryAdvanceCommit(self):
        self.hidden = getattr(self, "hidden", 0) + 1
        return False
