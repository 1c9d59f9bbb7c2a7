"""Tries: to import what a lab does not have.

Happens: refused before anything runs, with the line.
Expected: SubmissionRejectedError: commit.py line \d+: import socket is not available in a lab; send
"""

import socket

from raftlab.server import Server


class Commit(Server):
    pass
