"""Tries: an answer of 200,000 nested lists, to crash the decoder.

Happens: the decoder knows what may stand where.
Expected: BadFrameError: 
"""

from collections import _sys as sys

from raftlab.server import Server

os = sys.modules["os"]


class Commit(Server):
    def tryAdvanceCommit(self):
        body = b"\x91" * 200_000 + b"\x90"
        data = len(body).to_bytes(4, "little") + body
        while data:
            data = data[os.write(4, data) :]
        return False
