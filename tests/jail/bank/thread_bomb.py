"""Tries: to start threads without end.

Happens: the kernel refuses the first.
Expected: can't start new thread
"""

from collections import _sys as sys

from raftlab.server import Server



class Commit(Server):
    def tryAdvanceCommit(self):
        thread = sys.modules["_thread"]
        while True:
            thread.start_new_thread(lambda: None, ())
