"""Tries: a timer whose delay no one can draw: from 9 to 1 ms.

Happens: the frame is refused: the environment never draws from it.
Expected: BadFrameError: .*it set a timer of 9 to 1 ms
"""

from raftlab.server import Server, SetTimer


class Commit(Server):
    def settle(self):
        self._actions.append(SetTimer("election", 9, 1))
