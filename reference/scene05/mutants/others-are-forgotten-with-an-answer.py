# caught by: test_each_call_is_answered_once
class Commit(Server):
    """Forgets the other clients once one is answered."""

    replace(
        "answerClients",
        "self.reply(call.client, call.sequence, outcome, value)",
        "self.reply(call.client, call.sequence, outcome, value)\nself.waiting = {}\nreturn",
    )
