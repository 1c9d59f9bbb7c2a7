"""Tries: to leave a process behind that outlives the grade.

Happens: fork is refused.
Expected: PermissionError|BlockingIOError
"""

from collections import _sys as sys

from raftlab.server import Server

os = sys.modules["os"]
time = sys.modules["time"]


class Commit(Server):
    def tryAdvanceCommit(self):
        if os.fork() == 0:
            os.setsid()
            if os.fork() == 0:
                time.sleep(600)
            os._exit(0)
        print('BREACH')
