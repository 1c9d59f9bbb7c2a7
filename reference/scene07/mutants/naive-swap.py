# caught by: test_change_that_must_be_refused
class Membership(Server):
    """Any number of voters is replaced in one step."""

    replace(
        "next_configuration", "too_many = not req.joint and len(voters ^ set(current.voters)) > 1", "too_many = False"
    )
