"""Tries: a script in the text of an exception and in its class's name.

Happens: data in JSON and in the page.
Expected: SubmissionRaisedError: 
"""

from raftlab.server import Server



class Commit(Server):
    def tryAdvanceCommit(self):
        name = "</script><img src=x onerror=alert(1)>"
        raise type(name, (Exception,), {})("<script>alert(1)</script>")
