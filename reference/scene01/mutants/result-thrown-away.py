# caught by: test_results_by_index
class StateMachine(Server):
    """Applies, and keeps no result."""

    replace("applyCommitted", "self.results[self.lastApplied] = self.apply(self.", "self.apply(self.")
