"""The faults that the buttons of the page begin and end: those of a storm, each until another button ends it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from raftlab.cluster.fault_injector import FaultInjector, Undo
from raftlab.cluster.node_status import NodeStatus
from raftlab.cluster.operator_commands import Members
from raftlab.cluster.storm_schedule import FaultKind, PlannedFault
from raftlab.cluster.supervisor import Supervisor
from raftlab.errors import UsageError


@dataclass(frozen=True)
class FaultButton:
    """A fault as its button has it: its label, what it says when pressed, its size, and the label of what ends it."""

    kind: FaultKind
    label: str
    note: str
    amount: float = 0.0
    end_label: str = ""
    end_note: str = ""


BUTTONS = (
    FaultButton("kill", "kill -9", "kill -9", 0, "start", "started"),
    FaultButton("pause", "pause", "paused", 0, "resume", "resumed"),
    FaultButton("isolate", "cut off", "cut off", 0, "reconnect", "reconnected"),
    FaultButton("delay", "delay", "messages wait up to 150 ms at", 150, "no delay", "messages go at once at"),
    FaultButton("stall", "slow disk", "each sync takes 200 ms longer at", 200, "mend disk", "the disk is mended at"),
    FaultButton("disk", "fail disk", "the next write fails at"),
    FaultButton("wipe", "wipe disk", "the disk is empty at"),
    FaultButton("clock", "fast clock", "the clock runs twice as fast at", 2, "right clock", "the clock keeps time at"),
    FaultButton("jump", "jump clock", "the clock jumps forward by 1 s at", 1000),
    FaultButton("learner", "make learner", "asked for a learner:"),
    FaultButton("voter", "make voter", "asked for a vote of"),
    FaultButton("remove", "remove", "asked for the removal of"),
)
BUTTON_OF = {button.kind: button for button in BUTTONS}
END = "end "
"""What the name of an act begins with that ends a fault."""
LASTING = ("isolate", "delay", "stall", "clock")


@dataclass
class ButtonFaults:
    """The faults that last, by server. It must stay in the thread of the nodes, but for `is_known` and `offered`."""

    supervisor: Supervisor
    _injector: FaultInjector = field(init=False)
    _undos: dict[tuple[str, str], Undo] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._injector = FaultInjector(self.supervisor)

    @staticmethod
    def is_known(act: str) -> bool:
        """Return whether there is a button for an act."""
        button = BUTTON_OF.get(act.removeprefix(END))  # type: ignore[call-overload]
        return button is not None and (not act.startswith(END) or bool(button.end_label))

    @staticmethod
    def text(act: str, name: str) -> str:
        """Return what an act does to a server, in words."""
        button = BUTTON_OF[act.removeprefix(END)]  # type: ignore[index]
        return f"{button.end_note if act.startswith(END) else button.note} {name}"

    def carry_out(self, act: str, name: str) -> str:
        """Begin a fault, or end it; return the answer to an operator's request that was refused, else "".

        UsageError if a server does not start.
        """
        kind: str = act.removeprefix(END)
        if act.startswith(END):
            self._end(kind, name)
            return ""
        button = BUTTON_OF[kind]  # type: ignore[index]
        fault = PlannedFault(0.0, button.kind, 0.0, button.amount, False, ())
        undo = self._injector.apply(name, fault)
        if kind in LASTING:
            self._undos[name, kind] = undo
        if kind == "kill":
            for each in ("isolate", "delay", "stall"):  # a new process knows of none of them; the others do
                self._undos.pop((name, each), lambda: None)()
        return self._injector.refusal

    def _end(self, kind: str, name: str) -> None:
        if kind == "kill":
            self.supervisor.start(name)
        elif kind == "pause":
            self.supervisor.resume(name)
        elif undo := self._undos.pop((name, kind), None):
            undo()
        elif kind == "clock":
            self._injector.correct_clock(name)

    def offered(self, name: str, status: NodeStatus | None, members: Members | None) -> Iterator[tuple[str, str]]:
        """Yield what can be done to a server now: label and act. `members` are those that may change, if any."""
        node = self.supervisor.nodes[name]
        if not node.is_running:
            yield BUTTON_OF["kill"].end_label, END + "kill"
            yield BUTTON_OF["wipe"].label, "wipe"
            return
        yield BUTTON_OF["kill"].label, "kill"
        if node.is_paused:
            yield BUTTON_OF["pause"].end_label, END + "pause"
            return
        yield BUTTON_OF["pause"].label, "pause"
        for button in BUTTONS:
            if button.kind in LASTING:
                is_on = (name, button.kind) in self._undos or (button.kind == "clock" and has_skewed_clock(status))
                yield (button.end_label, END + button.kind) if is_on else (button.label, button.kind)
        yield BUTTON_OF["jump"].label, "jump"
        yield BUTTON_OF["disk"].label, "disk"
        if members is not None:
            yield from ((BUTTON_OF[kind].label, kind) for kind in offered_membership_acts(name, members))


def has_skewed_clock(status: NodeStatus | None) -> bool:
    """Return whether the clock of a node runs fast or slow."""
    return status is not None and status.clock_rate != 1


def offered_membership_acts(name: str, members: Members) -> tuple[FaultKind, ...]:
    """Return what an operator may ask for a server."""
    if name in members.voters:
        return ("remove",)
    return ("voter", "remove") if name in members.learners else ("learner",)


def require_known_button(act: str, name: str, names: tuple[str, ...]) -> None:
    """Raise UsageError for an act or a server that no button is for."""
    if name not in names or not ButtonFaults.is_known(act):
        raise UsageError("no such fault")
