"""Tries: another student's file and the hidden tests beside it.

Happens: open is refused.
Expected: nothing
"""

from collections import _sys as sys

from raftlab.server import Server

os = sys.modules["os"]


class Commit(Server):
    def tryAdvanceCommit(self):
        for call in (os.listdir, os.scandir, os.stat, os.readlink, os.open):
            try:
                print("BREACH", call("@CANARY@", *([os.O_RDONLY] if call is os.open else [])))
            except OSError:
                pass
        try:
            print("BREACH", os.read(os.open("@CANARY@/hidden_test.py", os.O_RDONLY), 1000))
        except OSError:
            pass
        return False
