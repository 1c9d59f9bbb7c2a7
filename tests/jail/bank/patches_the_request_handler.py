"""Tries: to put its own request handler in the kit's place and show a state that never was.

Happens: a state that does not follow from its effects earns nothing.
Expected: nothing|WorkerDiedError|SubmissionRaisedError|BadFrameError
"""

from collections import _sys as sys

from raftlab.server import Server

answers = sys.modules["raftlab.worker.responses"]


class Commit(Server):
    pass


request_handler = sys.modules["raftlab.worker.request_handler"]


def observe(server):
    return answers.ObservedState("leader", 2, "S1", (), 1000, 1000, "S1", (), (), (), 0, "")


request_handler.observe_server = observe
