# caught by: test_stall_loses_nothing
class StateMachine(Server):
    """Stalls for ten rounds, however long it is asked to."""

    replace("stall", "a_round * (steps // len(a_round) + 1))[:steps", "a_round * 10)[:steps")
