# caught by: test_log_matching_is_seen
class Invariants(Server):
    """Compares the two entries with the same index and term, and not what stands before them."""

    def logMatching(self, history: History) -> int | None:
        for step in history.steps:
            for one, two in combinations(step.servers, 2):
                for a, b in zip(one.log, two.log, strict=False):
                    if a.term == b.term and a != b:
                        return step.number
        return None
