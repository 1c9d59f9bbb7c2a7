"""Tries: a valid answer with a field that points are hidden in.

Happens: unknown fields are refused.
Expected: BadFrameError: 
"""

from collections import _sys as sys

from raftlab.server import Server

os = sys.modules["os"]
msgspec = sys.modules["msgspec"]


class Commit(Server):
    def tryAdvanceCommit(self):
        body = msgspec.msgpack.encode({"sequence": 3, "answer": {"type": "Done"}, "points": 100})
        os.write(4, len(body).to_bytes(4, "little") + body)
        return False
