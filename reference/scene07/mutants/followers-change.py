# caught by: test_refused_request_changes_nothing
class Membership(Server):
    """A server that does not lead appends a configuration."""

    replace("proposeConfiguration", "if self.role == LEADER else None", "if self.currentTerm else None")
