"""Tries: a spreadsheet formula in the printed text.

Happens: text, wherever it is shown.
Expected: nothing
"""

from raftlab.server import Server



class Commit(Server):
    def tryAdvanceCommit(self):
        print("=HYPERLINK(\"http://example.com\",\"ok\")")
        return False
