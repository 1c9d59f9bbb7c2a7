# caught by: test_restart_finds_the_configuration_in_the_log
class Membership(Server):
    """Without a configuration in the log all servers of the cluster vote."""

    replace(
        "adoptConfiguration",
        "self.adopted_configuration = self.base_configuration()",
        "self.adopted_configuration = None",
    )
