"""Tries: SystemExit while the file is imported.

Happens: an exception like any other.
Expected: SubmissionRaisedError: SystemExit
"""

from raftlab.server import Server



class Commit(Server):
    pass


raise SystemExit(0)
