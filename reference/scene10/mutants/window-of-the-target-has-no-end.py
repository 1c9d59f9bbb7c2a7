# caught by: test_answers_in_any_order
class Operations(Server):
    """While it hands over, the target's window has no limit."""

    replace(
        "has_room",
        "return fits and len(sent) < limit",
        "return (fits and len(sent) < limit) or self.transfer_target == follower",
    )
