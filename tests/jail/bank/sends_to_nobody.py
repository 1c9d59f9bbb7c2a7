"""Tries: messages to servers that do not exist, with other terms and names.

Happens: a frame carries the name; the simulator drops it.
Expected: nothing|BadFrameError|SubmissionRaisedError
"""

from raftlab.server import Server



class Commit(Server):
    def tryAdvanceCommit(self):
        from raftlab.server import AppendEntries

        for to in ("", "S99", "../../etc", "S1"):
            self.send(to, AppendEntries(-1, "x" * 1000, -1, -1, (), 2**62))
        return False
