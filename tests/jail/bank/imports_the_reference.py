"""Tries: the reference by its path and as a module.

Happens: no file can be opened, and no such module is loaded.
Expected: nothing
"""

from collections import _sys as sys

from raftlab.server import Server



class Commit(Server):
    def tryAdvanceCommit(self):
        machinery = sys.modules["importlib._bootstrap_external"]
        try:
            print("BREACH", machinery.SourceFileLoader("x", "@KIT@/reference/scene05/commit.py").load_module())
        except (OSError, ImportError):
            pass
        for name in list(sys.modules):
            if name.startswith("raftlab.checks") or "reference" in name or "hidden" in name or "scenario" in name:
                print("BREACH", name)
        return False
