# caught by: test_each_call_is_answered_once
class Commit(Server):
    """Answers one client and forgets the rest of those that wait."""

    replace("answerClients", "del self.waiting[index]", "self.waiting.clear()")
    replace(
        "answerClients",
        "self.reply(call.client, call.sequence, outcome, value)",
        "self.reply(call.client, call.sequence, outcome, value)\nreturn",
    )
