# caught by: test_restart_finds_the_configuration_in_the_log
class Membership(Server):
    """A configuration that is not committed is not used after a restart."""

    replace(
        "adoptConfiguration",
        "        for entry in self.log:\n            if entry.configuration is not None:",
        "        committed = self.commitIndex if self.leaderId is None else "
        "self.log.lastIndex()\n"
        "        for entry in list(self.log)[:committed]:\n"
        "            if entry.configuration is not None:",
    )
