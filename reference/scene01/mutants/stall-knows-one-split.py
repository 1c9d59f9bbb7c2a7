# caught by: test_stall_from_any_split
class StateMachine(Server):
    """Keeps S1 and S2 together, and S3 and S4, whatever they begin with."""

    replace("stall", '"), values, strict=', '"), "0011", strict=')
