# caught by: test_each_call_is_answered_once
class Commit(Server):
    """Commits only once nobody waits behind."""

    replace("tryAdvanceCommit", ".majority():", ".majority() and index >= max(self.waiting, default=0):")
