"""Tries: to see by their CPU clocks which other processes there are, and what they compute.

Happens: only the clocks of the machine and of this process can be read.
Expected: nothing
"""

from collections import _sys as sys

from raftlab.server import Server

time = sys.modules["time"]


class Commit(Server):
    def tryAdvanceCommit(self):
        assert time.clock_gettime(time.CLOCK_MONOTONIC) > 0
        for pid in range(1, 4000):
            for kind in (0, 1, 2, 4, 5, 6):
                try:
                    print("BREACH", pid, time.clock_gettime(~pid << 3 | kind))
                except PermissionError:
                    pass
                except OSError as error:
                    print("BREACH, not refused:", error)
        return False
