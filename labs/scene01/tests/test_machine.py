"""The key-value machine: what each operation changes and returns, and that nothing else has a say in it."""

from hypothesis import given, seed, settings
from hypothesis import strategies as st

from raftlab.checks import CheckFailure, check
from raftlab.checks.lab import Lab
from raftlab.checks.placed_server import PlacedServer
from raftlab.checks.request_text import value_text as told
from raftlab.labs.scene01.log_oracle import Log, command_text, log_text, make_log, parse_call, result_text, value_at
from raftlab.labs.scene01.machine_checks import check_applied_log, machine_text, read_machine, read_result
from raftlab.server import Command

OPERATION_CASES = (
    # what stands in the machine before, the command, what it returns
    ({}, "x=1", None),
    ({"x": "1"}, "x=2", None),
    ({"y": "1"}, "x=2", None),
    ({}, "x+=1", None),
    ({"x": "1", "y": "7"}, "x+=2", None),
    ({}, "get x", None),
    ({"x": "1", "y": "7"}, "get x", "1"),
    ({"x": "1", "y": "7"}, "delete x", None),
    ({"y": "7"}, "delete x", None),
)
COMPARE_AND_SET_CASES = (
    ({"x": "1"}, "x:1->2", "1"),
    ({"x": "1"}, "x:2->3", "1"),
    ({}, "x:1->2", None),
    ({}, "x:->1", None),
    ({"x": "1"}, "x:->2", "1"),
    ({"x": "1", "y": "2"}, "x:2->3", "1"),
)
OPERATION_TEMPLATES = st.sampled_from(
    ["{k}={v}", "{k}+={v}", "{k}+={v}", "get {k}", "delete {k}", "{k}:{e}->{v}", "{k}:->{v}"]
)
COMMAND_TEXTS = st.builds(
    lambda form, k, v, e: form.format(k=k, v=v, e=e),
    OPERATION_TEMPLATES,
    st.sampled_from("xy"),
    st.sampled_from("12"),
    st.sampled_from(["1", "2", "12"]),
)


def check_operations(lab: Lab, cases: tuple[tuple[dict[str, str], str, str | None], ...]) -> None:
    """Let the machine of each row execute its command; CheckFailure where it holds or returns something else then."""
    for before, words, returned in cases:
        server = lab.place("S1", machine=before)
        seen = server.call("execute", None, parse_call(words)).result
        story = f"The machine held: {machine_text(before)}. It executed {command_text(parse_call(words))}"
        wanted = machine_after(before, parse_call(words))
        if read_machine(server) != wanted:
            raise CheckFailure(
                f"{story} and then held: {machine_text(read_machine(server))}. It is to hold: {machine_text(wanted)}."
            )
        if seen != returned:
            raise CheckFailure(f"{story}, which returned {told(seen)}. It is to return {returned!r}.")


def machine_after(machine_state: dict[str, str], command: Command) -> dict[str, str]:
    """Return what stands in a machine after one command."""
    puts = [Command("put", key, value) for key, value in machine_state.items()]
    held = {key: value_at(key, [*puts, command]) for key in {*machine_state, command.key}}
    return {key: value for key, value in sorted(held.items()) if value is not None}


@check(points=5, paper="§2; the contract of execute", ask="what stood at the key before, and what else stands there?")
def test_put_get_append_delete(lab: Lab) -> None:
    """put, get, append and delete do what their contract says, and leave other keys alone."""
    check_operations(lab, OPERATION_CASES)


@check(points=4, paper="the contract of execute", ask="what stands at the key, and what did the client expect there?")
def test_compare_and_set(lab: Lab) -> None:
    """Compare-and-set changes a key where it finds what was expected, and tells what it found."""
    check_operations(lab, COMPARE_AND_SET_CASES)


@check(
    points=3,
    depends_on=[test_put_get_append_delete, test_compare_and_set, "test_every_entry_is_applied"],
    paper="§2",
    ask="which of the commands before last changed that key?",
)
def test_any_commands(lab: Lab) -> None:
    """Whatever the log says, the machine comes to hold it, and each entry gives what it means."""

    @seed(lab.seed)
    @settings(max_examples=60)
    @given(st.lists(COMMAND_TEXTS, min_size=4, max_size=12))
    def check_random_log(words: list[str]) -> None:
        log = make_log(*words)
        server = lab.place("S1")
        server.learn(log, len(log))
        check_applied_log(server, log, f"The log is {log_text(log)}; all of it was committed.")

    check_random_log()


@check(
    points=5,
    depends_on=["test_every_entry_is_applied"],
    paper="§2 (“deterministic”)",
    ask="what did that server look at, besides its machine and the command?",
)
def test_same_log_same_state(lab: Lab) -> None:
    """The same log gives the same state on every server: at any time, in any role, in one step or in many."""
    log = make_log("x+=1 c1/1", "x+=1 c1/1", "y=2 c2/1", "get y c2/2", "x:1->3 c1/2", "expire c2", "y=5 c2/3", "x+=4")
    first = lab.place("S1")
    first.learn(log, len(log), now=1000.0)
    other = lab.place("S2", role="leader", term=1)
    third = lab.place("S3", role="candidate", term=1)
    for index in range(1, len(log) + 1):
        other.learn(log, index, now=index * 40_000.0)
    third.learn(log, 3, now=0.5)
    third.learn(log, len(log), now=9_000_000.0)
    check_same_state(log, first, other, "S2, in many steps, as leader")
    check_same_state(log, first, third, "S3, in two steps, as candidate")


def check_same_state(log: Log, first: PlacedServer, second: PlacedServer, second_text: str) -> None:
    """CheckFailure where two servers that applied `log` hold different things, or got different results."""
    one, two = read_machine(first), read_machine(second)
    if one != two:
        raise CheckFailure(
            f"{log_text(log)}: S1, in one step, then held: {machine_text(one)}; {second_text}: {machine_text(two)}."
        )
    for index in range(1, len(log) + 1):
        one_gave, two_gave = result_text(read_result(first, index)), result_text(read_result(second, index))
        if one_gave != two_gave:
            raise CheckFailure(
                f"{log_text(log)}: entry {index} gave {one_gave} on S1, in one step; on {second_text}, {two_gave}."
            )
