# caught by: test_election_safety_accuses_nobody
class Invariants(Server):
    """Keeps the leaders on the server: what one run showed counts in the next."""

    replace("electionSafety", "] = {}", '] = vars(self).setdefault("leaders", {})')
