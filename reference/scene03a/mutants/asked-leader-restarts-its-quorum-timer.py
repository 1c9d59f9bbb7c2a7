# caught by: test_event_changes_only_what_it_is_about
class PreVoting(Server):
    """A leader that is asked for a pre-vote checks a window later."""

    replace("handlePreVote", "self.send(", "if self.role == LEADER:\n    self.setQuorumTimer()\nself.send(")
