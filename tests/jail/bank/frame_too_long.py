"""Tries: a frame that says it is four gigabytes long.

Happens: refused at its fourth byte.
Expected: BadFrameError: 
"""

from collections import _sys as sys

from raftlab.server import Server

os = sys.modules["os"]


class Commit(Server):
    def tryAdvanceCommit(self):
        os.write(4, b"\xff\xff\xff\xff")
        return False
