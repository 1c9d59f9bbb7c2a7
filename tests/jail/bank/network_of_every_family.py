"""Tries: a socket of every family and type.

Happens: socket is refused.
Expected: nothing
"""

from collections import _sys as sys

from raftlab.server import Server

socket = sys.modules["socket"]


class Commit(Server):
    def tryAdvanceCommit(self):
        for family in range(50):
            for kind in (1, 2, 3, 5):
                try:
                    socket.socket(family, kind)
                    print("BREACH", family, kind)
                except OSError:
                    pass
        try:
            socket.socketpair()
            print("BREACH pair")
        except OSError:
            pass
        return False
