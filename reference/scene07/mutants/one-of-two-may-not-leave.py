# caught by: test_simple_change
class Membership(Server):
    """The one of two voters that is asked does not remove itself."""

    replace(
        "next_configuration",
        "        if current.is_joint",
        "        if not req.joint and len(current.voters) == 2 and self.id in set(current.voters) - voters:\n"
        "            return None\n"
        "        if current.is_joint",
    )
