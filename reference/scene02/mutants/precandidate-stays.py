# caught by: test_request_of_newer_term
class Terms(Server):
    """A pre-candidate stays one in a newer term."""

    replace(
        "becomeFollower", "self.role = FOLLOWER", 'if self.role in ("candidate", "leader"):\n    self.role = FOLLOWER'
    )
