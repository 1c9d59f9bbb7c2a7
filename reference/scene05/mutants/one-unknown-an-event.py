# caught by: test_deposed_leader_answers_clients
class Commit(Server):
    """Tells one client an event that its call is lost; the others wait for the next event."""

    replace(
        "answerClients",
        "self.reply(call.client, call.sequence, outcome, value)",
        "self.reply(call.client, call.sequence, outcome, value)\nif outcome == UNKNOWN:\n    return",
    )
