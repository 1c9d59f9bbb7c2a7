# caught by: test_restart_finds_the_configuration_in_the_log
class Membership(Server):
    """Looks for a configuration in the last four entries only."""

    replace("adoptConfiguration", "for entry in self.log:", "for entry in list(self.log)[-4:]:")
