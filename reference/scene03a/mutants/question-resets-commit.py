# caught by: test_event_changes_only_what_it_is_about
class PreVoting(Server):
    """A server that asks for pre-votes resets commitIndex."""

    replace("startPreVote", "self.leaderId = None", "self.leaderId = None\nself.commitIndex = 0")
