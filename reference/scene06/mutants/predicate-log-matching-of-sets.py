# caught by: test_hidden_log_matching
class Invariants(Server):
    """Compares what stands up to the common entry as sets: the order does not matter."""

    replace("logMatching", "if one.log[:index] != two.log[:index]:", "if set(one.log[:index]) != set(two.log[:index]):")
