# caught by: test_majority_of_the_voters
class Membership(Server):
    """Half of the first servers is enough while the log has no configuration."""

    replace(
        "quorum",
        "2 * len(servers & set(side)) > len(side)",
        "2 * len(servers & set(side)) + (self.adopted_configuration is None) > len(side)",
    )
