"""Tries: to put its own servant in the kit's place and show a state that never was.

Happens: a state that does not follow from its effects earns nothing.
Told: nothing|Died|Raised|BadFrame
"""

from collections import _sys as sys

from raftlab.server import Server

answers = sys.modules["raftlab.worker.answers"]


class Commit(Server):
    pass


servant = sys.modules["raftlab.worker.servant"]


def observe(server):
    return answers.Observed("leader", 2, "S1", (), 1000, 1000, "S1", (), (), (), 0, "")


servant.observe = observe
