# caught by: test_restart_finds_the_configuration_in_the_log
class Membership(Server):
    """Passes over an entry with the configuration that the log began with."""

    replace(
        "adoptConfiguration",
        "    if entry.configuration is not None:",
        "    if entry.configuration is not None and (entry.configuration != self.base_configuration()):",
    )
