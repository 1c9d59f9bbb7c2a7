"""Tries: to change the built-in functions that the kit uses.

Happens: they are its own process's; the grader has others.
Expected: nothing|WorkerDiedError|SubmissionRaisedError|BadFrameError
"""

from collections import _sys as sys

from raftlab.server import Server



class Commit(Server):
    pass


builtins = sys.modules["builtins"]
builtins.len = lambda thing: 0
builtins.isinstance = lambda thing, kind: True
builtins.sorted = lambda thing: []
