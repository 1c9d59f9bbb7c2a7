# expected: 60 points
class StateMachine(Server):
    """Applies in order and executes everything, copies too; no sessions at all."""

    def apply(self, command: Command | None) -> tuple[Outcome, str | None]:
        super().apply(command)
        if command is None:
            return OK, None
        return OK, self.execute(command)

    replace("execute", 'elif command.operation == "expire":\n    self.sessions[key] = EXPIRED', "")
