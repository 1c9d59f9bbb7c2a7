"""Tries: /etc/passwd by every way that Python has.

Happens: open is refused.
Expected: nothing
"""

from collections import _sys as sys

from raftlab.server import Server

os = sys.modules["os"]


class Commit(Server):
    def tryAdvanceCommit(self):
        for name in ("/etc/passwd", "/etc/shadow", "/proc/self/environ", "/proc/1/environ"):
            for way in (lambda n: os.open(n, os.O_RDONLY), sys.modules["io"].FileIO):
                try:
                    way(name)
                    print("BREACH", name)
                except OSError:
                    pass
        return False
