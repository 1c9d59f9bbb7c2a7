# caught by: test_ok_waits_for_commit
"""A leader answers unknown to its clients once it has waited for half a minute."""


class Commit(Server):
    replace("answerClients", "!= LEADER:", "!= LEADER or self.now > 30_000:")
