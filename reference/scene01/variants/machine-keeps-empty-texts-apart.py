# variant: an absent key and an empty text may be told apart, where the contract treats them alike
class StateMachine(Server):
    """Machine keeps empty texts apart."""

    replace("execute", '] = (old or "") + command', "] = command.value if old is None else old + command")
    replace(
        "execute",
        'if (old or "") == command.expected:',
        "if old == command.expected or (old is None and not command.expected):",
    )
