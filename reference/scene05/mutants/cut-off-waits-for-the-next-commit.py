# caught by: test_deposed_leader_answers_clients
class Commit(Server):
    """A client whose entry was cut off waits until something is applied at its index."""

    replace(
        "answerClients",
        "elif not kept or self.role != LEADER:",
        "elif index <= self.lastApplied or (kept and self.role != LEADER):",
    )
