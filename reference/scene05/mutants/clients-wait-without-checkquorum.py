# caught by: test_deposed_leader_answers_clients
class Commit(Server):
    """Releases no client in a deployment without CheckQuorum."""

    replace(
        "answerClients",
        "elif not kept or self.role != LEADER:",
        "elif self.options.checkQuorum and (not kept or self.role != LEADER):",
    )
