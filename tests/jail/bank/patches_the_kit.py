"""Tries: to write into the kit's own source and byte code.

Happens: open is refused.
Expected: nothing
"""

from collections import _sys as sys

from raftlab.server import Server

os = sys.modules["os"]


class Commit(Server):
    def tryAdvanceCommit(self):
        for module in ("raftlab.server", "raftlab.worker.request_handler", "msgspec"):
            try:
                os.open(sys.modules[module].__file__, os.O_RDWR)
                print("BREACH", module)
            except OSError:
                pass
        return False
