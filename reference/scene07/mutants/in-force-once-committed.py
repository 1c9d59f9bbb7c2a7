# caught by: test_follower_uses_new_configuration_at_once
class Membership(Server):
    """A configuration is used once it is committed."""

    replace(
        "adoptConfiguration",
        "        for entry in self.log:",
        "        for entry in list(self.log)[: self.commitIndex]:",
    )
