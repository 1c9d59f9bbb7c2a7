"""Tries: bytes that are no msgpack.

Happens: refused.
Expected: BadFrameError: 
"""

from collections import _sys as sys

from raftlab.server import Server

os = sys.modules["os"]


class Commit(Server):
    def tryAdvanceCommit(self):
        os.write(4, (64).to_bytes(4, "little") + b"\xc1\xff" * 32)
        return False
