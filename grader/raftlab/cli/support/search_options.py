"""The options of `raftlab explore`: one for each field of Bounds, and those of the search itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Annotated, Any

import typer

from raftlab.explorer.bounds import Bounds
from raftlab.explorer.explore import ENGINES
from raftlab.server import Options

GOAL_EXAMPLES = "e.g. 'leader of term 2', 'rivals at 1', 'commit at 1'"


def fault_budget_option(name: str, description: str) -> Any:
    """Return the option of a fault budget."""
    return typer.Option(name, metavar="N", min=0, help=description, show_default=False)


ServersOption = Annotated[int, typer.Option("--servers", metavar="N", min=1, max=7, help="Size of the cluster.")]
TermsOption = Annotated[int, typer.Option("--terms", metavar="N", min=1, help="Highest term of any server.")]
LogOption = Annotated[int, typer.Option("--log", metavar="N", min=0, help="Highest last index of any log.")]
RequestsOption = Annotated[
    int | None, fault_budget_option("--requests", "Client requests in one run. Default: as many as the log holds.")
]
CrashesOption = Annotated[
    int, fault_budget_option("--crashes", "Crashes in one run, also between two effects of a handler.")
]
RestartsOption = Annotated[
    int | None, fault_budget_option("--restarts", "Restarts in one run. Default: as many as crashes.")
]
FineOption = Annotated[
    bool, typer.Option("--fine", help="Each message is a step. Default: a request and its reply are one step.")
]
DuplicatesOption = Annotated[
    int | None, fault_budget_option("--duplicates", "With --fine: copies of messages in one run.")
]
DropsOption = Annotated[int | None, fault_budget_option("--drops", "With --in-flight: messages lost in one run.")]
InFlightOption = Annotated[
    int | None, fault_budget_option("--in-flight", "With --fine: most messages in flight at once.")
]
ChangesOption = Annotated[
    int, typer.Option("--changes", metavar="N", min=0, help="Changes of the configuration in one run.")
]
SparesOption = Annotated[
    int, typer.Option("--spares", metavar="N", min=0, help="How many of the servers are no voters at first.")
]
JointOption = Annotated[bool, typer.Option("--joint", help="Change by way of joint configurations.")]
CompactionsOption = Annotated[int, typer.Option("--compactions", metavar="N", min=0, help="Compactions in one run.")]
ReadsOption = Annotated[int, fault_budget_option("--reads", "Clients' gets in one run, at any server.")]
TransfersOption = Annotated[int, fault_budget_option("--transfers", "Transfers of the leadership in one run.")]
TicksOption = Annotated[int, fault_budget_option("--ticks", "Turns of time in one run. Default: no time passes.")]
TickTimeOption = Annotated[
    float, typer.Option("--tick-ms", metavar="MS", min=1, help="With --ticks: how long each is.")
]
RateChangesOption = Annotated[
    int, fault_budget_option("--rate-changes", "With --ticks: clocks that begin to run faster.")
]
ClockJumpsOption = Annotated[int, fault_budget_option("--clock-jumps", "With --ticks: how often a clock is set back.")]
PausesOption = Annotated[
    int, fault_budget_option("--pauses", "With --ticks: servers that stand still inside an event.")
]
DiskErrorsOption = Annotated[int, fault_budget_option("--disk-errors", "Background writes that fail in one run.")]
StatesOption = Annotated[int, typer.Option("--states", metavar="N", min=1, help="Most states to check.")]
DepthOption = Annotated[int | None, typer.Option("--depth", metavar="N", min=1, help="Most steps of a run.")]
EngineOption = Annotated[str, typer.Option("--engine", metavar="NAME", help=", ".join(ENGINES) + ".")]
GoalsOption = Annotated[
    list[str] | None,
    typer.Option("--goal", help=f"A stage to reach first, {GOAL_EXAMPLES}. May be repeated: stages in order."),
]
SometimesOption = Annotated[
    list[str] | None, typer.Option("--sometimes", help="What some state must show; written like a goal.")
]
PropertiesOption = Annotated[
    list[str] | None, typer.Option("--property", metavar="NAME", help="Check only this property. May be repeated.")
]
SymmetryOption = Annotated[
    bool, typer.Option("--symmetry/--no-symmetry", help="Skip states that differ only in the servers' names.")
]
AmpleOption = Annotated[
    bool, typer.Option("--ample/--no-ample", help="With --fine: take invisible steps first, for far fewer states.")
]


def bounds_of_options(values: Mapping[str, Any], server_options: Options) -> Bounds:
    """Return the bounds of a search. `values`: the value of each option by its name, that of the field of Bounds.

    Two fields are no option: `coarse`, which --fine turns off, and `options`, the server's.
    """
    names = {field.name for field in fields(Bounds)} - {"coarse", "options"}
    return Bounds(coarse=not values["fine"], options=server_options, **{name: values[name] for name in names})
