"""Tries: to answer with a list that says it is short and never ends, and to leave one among the variables.

Happens: an answer or a variable of another type than the declared one is told as such; nobody walks through it.
Checks: test_majority_commits test_conflict_is_replaced
Expected: FAIL
"""


class Endless(list):
    def __len__(self):
        return 3

    def __iter__(self):
        while True:
            yield 1


class Commit(Right):
    def tryAdvanceCommit(self):
        self.matchIndex = Endless()
        return Endless()

    def truncateConflicts(self, req):
        self.waiting = Endless()

    def answerClients(self):
        self.results = Endless()
        self.reply("c", 1, "ok", Endless())
