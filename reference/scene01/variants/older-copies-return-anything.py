# variant: an older copy may return anything: nobody waits for it
class StateMachine(Server):
    """Older copies return anything."""

    replace(
        "apply",
        "return OK, value if command.sequence == sequence else None",
        'return (OK, value) if command.sequence == sequence else (REFUSED, "older")',
    )
