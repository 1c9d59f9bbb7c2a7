"""Tries: the reference among the layers that it is loaded with.

Happens: only the layers below its own were sent.
Expected: nothing
"""

from collections import _sys as sys

from raftlab.server import Server



class Commit(Server):
    def tryAdvanceCommit(self):
        for name in sys.modules["linecache"].cache:
            print(name)
            if "scene05" in name or "scene06" in name:
                print("BREACH", name)
        return False
