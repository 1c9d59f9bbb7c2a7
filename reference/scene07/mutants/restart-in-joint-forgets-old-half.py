# caught by: test_restart_finds_the_configuration_in_the_log
class Membership(Server):
    """After a restart only the new half of a joint configuration is in force."""

    replace(
        "adoptConfiguration",
        "                self.adopted_configuration = entry.configuration",
        "                found = entry.configuration\n"
        "                if self.role != LEADER and self.leaderId is None:\n"
        "                    found = Configuration(found.voters, found.learners)\n"
        "                self.adopted_configuration = found",
    )
