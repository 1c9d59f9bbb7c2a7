# caught by: test_event_changes_only_what_it_is_about
class Commit(Server):
    """Where an entry is replaced, the vote is free."""

    replace("truncateConflicts", "self.log.truncateFrom(index)", "self.log.truncateFrom(index)\nself.votedFor = None")
