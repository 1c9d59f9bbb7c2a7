"""Tries: /proc/PID/mem of the grader, the zygote and itself.

Happens: open is refused, and all three are not dumpable.
Expected: nothing
"""

from collections import _sys as sys

from raftlab.server import Server

os = sys.modules["os"]


class Commit(Server):
    def tryAdvanceCommit(self):
        for pid in ("@GRADER@", os.getppid(), "self"):
            try:
                os.open(f"/proc/{pid}/mem", os.O_RDWR)
                print("BREACH")
            except OSError:
                pass
        return False
