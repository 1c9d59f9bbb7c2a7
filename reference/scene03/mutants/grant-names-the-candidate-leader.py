# caught by: test_event_changes_only_what_it_is_about
class Election(Server):
    """Grant names the candidate leader."""

    replace("handleRequestVote", "if granted:", "if granted:\n    self.leaderId = req.candidateId")
