# variant: an entry that agrees after one that does not is the same conflict, seen from the front
class Invariants(Server):
    """Goes up the two logs: behind the first difference no index may have equal terms."""

    def logMatching(self, history: History) -> int | None:
        for step in history.steps:
            for one, two in combinations(step.servers, 2):
                differs = False
                for a, b in zip(one.log, two.log, strict=False):
                    differs = differs or a != b
                    if differs and a.term == b.term:
                        return step.number
        return None
