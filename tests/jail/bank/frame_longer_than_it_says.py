"""Tries: a frame that says it is shorter than it is, to have its rest read as another.

Happens: what is left of it is more than the one answer that was due, or no answer.
Expected: BadFrameError: |WorkerDiedError
"""

from collections import _sys as sys

from raftlab.server import Server

os = sys.modules["os"]
msgspec = sys.modules["msgspec"]


class Commit(Server):
    def tryAdvanceCommit(self):
        inner = msgspec.msgpack.encode({"sequence": 3, "answer": {"type": "Done"}})
        os.write(4, (3).to_bytes(4, "little") + b"\x93\x01\x02" + len(inner).to_bytes(4, "little") + inner)
        return False
