# caught by: test_log_matching_accuses_nobody
class Invariants(Server):
    """Demands that the next entry is equal too."""

    replace(
        "logMatching",
        "if one.log[:index] != two.log[:index]:",
        "both = min(index + 1, len(one.log), len(two.log))\nif one.log[:both] != two.log[:both]:",
    )
