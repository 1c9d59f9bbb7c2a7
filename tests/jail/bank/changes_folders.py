"""Tries: to make, remove, rename, link and change the mode of files.

Happens: each call is refused.
Expected: nothing
"""

from collections import _sys as sys

from raftlab.server import Server

os = sys.modules["os"]


class Commit(Server):
    def tryAdvanceCommit(self):
        there = "@CANARY@/hidden_test.py"
        for call, arguments in (
            (os.mkdir, ["@CANARY@/made"]),
            (os.unlink, [there]),
            (os.rename, [there, there + "x"]),
            (os.symlink, ["/etc", "@CANARY@/link"]),
            (os.link, [there, there + "y"]),
            (os.chmod, [there, 0o777]),
            (os.truncate, [there, 0]),
            (os.utime, [there]),
            (os.mkfifo, ["@CANARY@/fifo"]),
        ):
            try:
                call(*arguments)
                print("BREACH", call.__name__)
            except OSError:
                pass
        return False
