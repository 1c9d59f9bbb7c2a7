# caught by: test_hidden_log_matching
class Invariants(Server):
    """Compares what is on the disks only."""

    replace(
        "logMatching",
        "for index in range(min(len(one.log), len(two.log)), 0, -1):",
        "for index in range(min(one.stored, two.stored), 0, -1):",
    )
