"""Tries: the effect of an entry applied at index -1000, put among the effects past every action.

Happens: the frame is refused: no such index can be applied.
Expected: BadFrameError: .*it applied index -1000
"""

from raftlab.server import Apply, Server


class Commit(Server):
    def settle(self):
        self._actions.append(Apply(-1000, None))
