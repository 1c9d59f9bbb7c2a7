# caught by: test_follower_uses_new_configuration_at_once
class Membership(Server):
    """A configuration behind which the log goes on is not used."""

    replace("adoptConfiguration", "        for entry in self.log:", "        for entry in list(self.log)[-1:]:")
