# caught by: test_event_changes_only_what_it_is_about
class PreVoting(Server):
    """A leader that lost its majority forgets the clients that wait."""

    replace("checkQuorum", "self.leaderId = None", "self.leaderId = None\nself.waiting = {}")
