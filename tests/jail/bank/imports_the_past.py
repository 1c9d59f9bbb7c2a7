"""Tries: a relative import, and a module of another scene.

Happens: refused with the line.
Expected: SubmissionRejectedError: commit.py line \d+: import \.\.election
"""

from ..election import Election


class Commit(Election):
    pass
