# caught by: test_stall_from_any_split
class StateMachine(Server):
    """Stall of whole rounds."""

    replace(
        "stall", "return (a_round * (steps // len(a_round) + 1))[:steps]", "return a_round * (steps // len(a_round))"
    )
