"""Tries: a pattern that backtracks for ever, in C code that no Python hook interrupts.

Happens: killed from outside.
Expected: WorkerDiedError: one event took more than
"""

import re

from raftlab.server import Server



class Commit(Server):
    def tryAdvanceCommit(self):
        return bool(re.match(r"(a+)+$", "a" * 64 + "b"))
