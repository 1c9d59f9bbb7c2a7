# caught by: test_simple_change
class Membership(Server):
    """Refuses a request without joint that names a server twice, with two actions."""

    replace(
        "next_configuration",
        "current = self.configuration()",
        "current = self.configuration()\n"
        "if not req.joint and len(set(req.changes)) > len({each.server for each in req.changes}):\n"
        "    return None",
    )
