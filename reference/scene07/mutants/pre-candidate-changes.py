# caught by: test_refused_request_changes_nothing
class Membership(Server):
    """A pre-candidate appends a configuration like a leader."""

    replace("proposeConfiguration", "self.role == LEADER", "self.role in (LEADER, PRE_CANDIDATE)")
