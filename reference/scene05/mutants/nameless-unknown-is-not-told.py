# caught by: test_deposed_leader_answers_clients
class Commit(Server):
    """Forgets a client without a name when the leader is deposed."""

    replace(
        "answerClients",
        "del self.waiting[index]",
        "del self.waiting[index]\nif outcome == UNKNOWN and not call.client:\n    continue",
    )
