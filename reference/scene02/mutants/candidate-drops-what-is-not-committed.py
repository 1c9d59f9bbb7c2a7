# caught by: test_event_changes_only_what_it_is_about
class Terms(Server):
    """Candidate drops what is not committed."""

    replace(
        "becomeCandidate",
        "self.votedFor = self.id",
        "self.votedFor = self.id\nself.log.truncateFrom(self.commitIndex + 1)",
    )
