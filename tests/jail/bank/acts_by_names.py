"""Tries: a formula, terminal escapes and bidirectional controls in the names of its own classes and methods.

Happens: a name is text like any other, wherever it is shown.
Expected: SubmissionRaisedError: =HYPERLINK
"""

from raftlab.server import Server


class Commit(Server):
    def tryAdvanceCommit(self):
        name = '=HYPERLINK("http://example.com")\x1b[2J\u202e'
        raise type(name, (Exception,), {"__qualname__": name})(name)
