"""Tries: to sleep for an hour without using CPU.

Happens: nanosleep is refused.
Expected: PermissionError
"""

from collections import _sys as sys

from raftlab.server import Server

time = sys.modules["time"]


class Commit(Server):
    def tryAdvanceCommit(self):
        time.sleep(3600)
