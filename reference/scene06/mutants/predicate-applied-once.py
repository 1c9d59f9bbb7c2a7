# caught by: test_state_machine_safety_accuses_nobody
class Invariants(Server):
    """Accuses a server that applies an index a second time, as it does after a restart."""

    def stateMachineSafety(self, history: History) -> int | None:
        applied: dict[int, object] = {}
        done: set[tuple[str, int]] = set()
        for before, after in pairwise(history.steps):
            moved = [now.name for was, now in zip(before.servers, after.servers, strict=True) if was != now]
            for each in after.applied:
                repeated = {(name, each.index) for name in moved} & done
                if repeated or applied.setdefault(each.index, each.command) != each.command:
                    return after.number
                done |= {(name, each.index) for name in moved}
        return None
