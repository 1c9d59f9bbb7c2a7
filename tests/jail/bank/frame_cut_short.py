"""Tries: a frame that ends before its end.

Happens: the end inside a frame is a broken answer.
Expected: WorkerDiedError|BadFrameError
"""

from collections import _sys as sys

from raftlab.server import Server

os = sys.modules["os"]


class Commit(Server):
    def tryAdvanceCommit(self):
        os.write(4, (500).to_bytes(4, "little") + b"x" * 100)
        os._exit(0)
