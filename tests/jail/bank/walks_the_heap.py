"""Tries: expected values among all objects of the process.

Happens: no expected value was ever sent.
Expected: nothing
"""

from collections import _sys as sys

from raftlab.server import Server

gc = sys.modules["gc"]


class Commit(Server):
    def tryAdvanceCommit(self):
        for thing in gc.get_objects():
            if isinstance(thing, (dict, list, tuple)):
                for part in thing.values() if isinstance(thing, dict) else thing:
                    if isinstance(part, str) and "CANARY-" in part and len(part) < 200:
                        print(part)
        return False
