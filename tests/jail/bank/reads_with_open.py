"""Tries: a file with the built-in open, as an honest student might.

Happens: a clear refusal.
Expected: open\(\) is not available in a lab; persist
"""

from raftlab.server import Server



class Commit(Server):
    def tryAdvanceCommit(self):
        return bool(open("state.json").read())
