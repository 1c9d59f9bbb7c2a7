# caught by: test_event_changes_only_what_it_is_about
class Terms(Server):
    """Candidate applies again."""

    replace("becomeCandidate", "self.role = CANDIDATE", "self.role = CANDIDATE\nself.lastApplied = 0")
