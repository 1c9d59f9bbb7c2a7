# caught by: test_uncertain_is_not_failure
"""The client of an entry that was cut off hears “not leader”."""


class Commit(Server):
    replace(
        "answerClients",
        "elif not kept or self.role != LEADER:",
        'elif not kept:\n    outcome, value = "not leader", None\nelif self.role != LEADER:',
    )
