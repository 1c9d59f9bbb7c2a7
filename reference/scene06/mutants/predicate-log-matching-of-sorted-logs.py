# caught by: test_hidden_log_matching
class Invariants(Server):
    """Compares the sorted entries up to the common one."""

    replace(
        "logMatching",
        "if one.log[:index] != two.log[:index]:",
        "if sorted(map(str, one.log[:index])) != sorted(map(str, two.log[:index])):",
    )
