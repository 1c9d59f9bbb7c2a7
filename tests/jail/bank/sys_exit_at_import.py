"""Tries: SystemExit while the file is imported.

Happens: an exception like any other.
Told: Raised: SystemExit
"""

from raftlab.server import Server



class Commit(Server):
    pass


raise SystemExit(0)
