# caught by: test_change_that_must_be_refused
class Membership(Server):
    """A configuration without voters becomes joint."""

    replace("next_configuration", " or (req.joint and not current.voters)", "")
