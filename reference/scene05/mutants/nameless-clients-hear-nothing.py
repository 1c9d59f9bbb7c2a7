# caught by: test_each_call_is_answered_once
class Commit(Server):
    """Answers named clients only."""

    replace(
        "answerClients",
        "self.reply(call.client, call.sequence, outcome, value)",
        "if call.client:\n    self.reply(call.client, call.sequence, outcome, value)",
    )
