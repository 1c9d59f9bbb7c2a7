# caught by: test_changes_that_are_interrupted
class Membership(Server):
    """Takes no entries from a leader that its own configuration does not know."""

    replace(
        "handleAppendEntries",
        "super().handleAppendEntries(req)",
        "if req.leaderId in self.configuration().members:\n    super().handleAppendEntries(req)",
    )
