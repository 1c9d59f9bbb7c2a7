# caught by: test_ok_waits_for_commit
class Commit(Server):
    """Dismisses clients while more than six wait."""

    replace("answerClients", "self.role != LEADER:", "self.role != LEADER or len(self.waiting) > 6:")
