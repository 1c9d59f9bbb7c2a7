"""Tries: to send what no server sends in a process where a hash is odd, and to be right where it is even.

Happens: of three processes, with a hash seed each, at least two differ in it.
Checks: test_partition_and_recover
Expected: FAIL
"""


class Commit(Right):
    def answerClients(self):
        if hash(self.id) & 1:
            self.send("S2", None)
        super().answerClients()
