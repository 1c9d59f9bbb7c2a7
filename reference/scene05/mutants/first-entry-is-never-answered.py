# caught by: test_each_call_is_answered_once
class Commit(Server):
    """The client of the first entry of the log hears nothing."""

    replace(
        "answerClients",
        "if kept and index <= self.lastApplied:",
        "if index == 1:\n    continue\nif kept and index <= self.lastApplied:",
    )
