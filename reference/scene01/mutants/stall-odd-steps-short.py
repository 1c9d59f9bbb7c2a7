# caught by: test_stall_from_any_split
class StateMachine(Server):
    """Forgets the last step of a long odd number."""

    replace("stall", "))[:steps]", "))[: steps - (steps % 2 if steps > 110 else 0)]")
