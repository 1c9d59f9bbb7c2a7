# caught by: test_hidden_log_matching
class Invariants(Server):
    """Compares the common entry and the one before it."""

    replace(
        "logMatching",
        "if one.log[:index] != two.log[:index]:",
        "if one.log[max(0, index - 2):index] != two.log[max(0, index - 2):index]:",
    )
