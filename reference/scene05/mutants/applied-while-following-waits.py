# caught by: test_deposed_leader_answers_clients
class Commit(Server):
    """A server that follows leaves a client whose entry is applied."""

    replace("answerClients", "kept and index <=", "kept and self.role == LEADER and index <=")
    replace(
        "answerClients", "kept or self.role != LEADER:", "kept or (self.role != LEADER and index > self.lastApplied):"
    )
