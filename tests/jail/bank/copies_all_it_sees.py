"""Tries: to write what a check showed it into the names of globals, of a class and of a hole.

Happens: staff can read it; a student reads nothing of a hidden check.
Expected: UnwrittenHoleError: .*S1
"""

from raftlab.server import Server


class Commit(Server):
    def tryAdvanceCommit(self):
        seen = f"{self.id} {self.cluster} {self.log[1]}"
        globals()[seen] = seen
        setattr(Commit, seen, seen)

        def hole():
            raise NotImplementedError

        hole.__code__ = hole.__code__.replace(co_name=seen)
        hole()
