"""Tries: to compute for ever while the file is imported.

Happens: as in a handler: loading is one request.
Expected: WorkerDiedError: one event took more than
"""

from raftlab.server import Server



class Commit(Server):
    pass


while True:
    pass
