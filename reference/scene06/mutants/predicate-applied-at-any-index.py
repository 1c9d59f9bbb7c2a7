# caught by: test_hidden_state_machine_safety
class Invariants(Server):
    """Compares what the servers have applied in all, whatever the index."""

    replace(
        "stateMachineSafety",
        "applied.setdefault(each.index, each.command) != each.command",
        "applied.setdefault(each.index, each.command) != each.command and each.command not in applied.values()",
    )
