# caught by: test_nothing_beyond_the_commit_index
class StateMachine(Server):
    """Applies what is in the log, committed or not."""

    replace("applyCommitted", "< self.commitIndex:", "< self.log.lastIndex():")
