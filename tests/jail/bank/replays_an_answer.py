"""Tries: to answer every question with the bytes of an answer that was accepted before.

Happens: each answer repeats its question's number, and the old one has an old number.
Expected: BadFrameError: .*another question
"""

from collections import _sys as sys

from raftlab.server import Server

worker = sys.modules["__main__"]
write_frame = worker.write_frame
sent = []


def replay(fd, body):
    """Send the first answer that went out, again and again."""
    sent.append(body)
    write_frame(fd, sent[0])


worker.write_frame = replay


class Commit(Server):
    def tryAdvanceCommit(self):
        return False
