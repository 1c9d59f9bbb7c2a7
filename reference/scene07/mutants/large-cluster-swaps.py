# caught by: test_change_that_must_be_refused
class Membership(Server):
    """With six voters and more any number of them is replaced in one step."""

    replace(
        "next_configuration", "too_many = not req.joint and", "too_many = len(current.voters) < 6 and not req.joint and"
    )
