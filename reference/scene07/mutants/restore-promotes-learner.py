# caught by: test_restart_finds_the_configuration_in_the_log
class Membership(Server):
    """After a restart learners are voters."""

    replace(
        "adoptConfiguration",
        "                self.adopted_configuration = entry.configuration",
        "                found = entry.configuration\n"
        "                if self.role != LEADER and self.leaderId is None and found.learners:\n"
        "                    found = Configuration(tuple(sorted({*found.voters, "
        "*found.learners})), (), found.old_voters)\n"
        "                self.adopted_configuration = found",
    )
