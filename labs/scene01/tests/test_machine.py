"""The key-value machine: what each operation changes and returns, and that it is deterministic."""

from hypothesis import given, seed, settings
from hypothesis import strategies as st

from raftlab.checks import CheckFailure, check
from raftlab.checks.lab import Lab
from raftlab.checks.placed_server import PlacedServer
from raftlab.checks.request_text import value_text
from raftlab.labs.scene01.log_oracle import Log, command_text, log_text, make_log, parse_call, result_text, value_at
from raftlab.labs.scene01.machine_checks import check_applied_log, machine_text, read_machine, read_result
from raftlab.server import Command, Waiting

OPERATION_CASES = (
    # the machine before, the command, what it returns
    ({}, "x=1", None),
    ({"x": "1"}, "x=2", None),
    ({"y": "1"}, "x=2", None),
    ({}, "x+=1", None),
    ({"x": "1", "y": "7"}, "x+=2", None),
    ({}, "get x", None),
    ({"x": "1", "y": "7"}, "get x", "1"),
    ({"x": "1", "y": "7"}, "delete x", None),
    ({"y": "7"}, "delete x", None),
    # an empty text is a value
    ({}, "x=''", None),
    ({"x": "1"}, "x=''", None),
    ({}, "x+=''", None),
    ({"x": ""}, "x+=''", None),
    ({"x": ""}, "x+=1", None),
    ({"x": ""}, "get x", ""),
    ({"x": "", "y": "7"}, "delete x", None),
)
COMPARE_AND_SET_CASES = (
    ({"x": "1"}, "x:1->2", "1"),
    ({"x": "1"}, "x:2->3", "1"),
    ({}, "x:1->2", None),
    ({}, "x:->1", None),
    ({"x": "1"}, "x:->2", "1"),
    ({"x": "1", "y": "2"}, "x:2->3", "1"),
    # the whole text is compared: not its start, its end or its length
    ({"x": "12"}, "x:1->3", "12"),
    ({"x": "12"}, "x:2->3", "12"),
    ({"x": "1"}, "x:12->3", "1"),
    ({"x": "12"}, "x:12->3", "12"),
    ({"x": "12"}, "x:34->3", "12"),
    # an empty text is a value
    ({"x": ""}, "x:->1", ""),
    ({"x": ""}, "x:1->2", ""),
    ({"x": "1"}, "x:1->''", "1"),
    ({}, "x:->''", None),
)
OPERATION_TEMPLATES = st.sampled_from(
    ["{k}={v}", "{k}+={v}", "{k}+={v}", "get {k}", "delete {k}", "{k}:{e}->{v}", "{k}:->{v}", "no-op"]
)
COMMAND_TEXTS = st.builds(
    lambda form, k, v, e: form.format(k=k, v=v, e=e),
    OPERATION_TEMPLATES,
    st.sampled_from("xy"),
    st.sampled_from(["1", "2", "''"]),
    st.sampled_from(["1", "2", "12"]),
)


def check_operations(lab: Lab, cases: tuple[tuple[dict[str, str], str, str | None], ...]) -> None:
    """Execute the command of each row; CheckFailure if the machine or the returned value is wrong."""
    for before, words, returned in cases:
        server = lab.place("S1", machine=before)
        seen = server.call("execute", None, parse_call(words)).result
        story = f"The machine held: {machine_text(before)}. It executed {command_text(parse_call(words))}"
        expected = machine_after(before, parse_call(words))
        if read_machine(server) != expected:
            raise CheckFailure(
                f"{story} and then held: {machine_text(read_machine(server))}. It should hold: "
                f"{machine_text(expected)}."
            )
        if seen != returned:
            raise CheckFailure(f"{story}, which returned {value_text(seen)}. It should return {returned!r}.")


def machine_after(machine_state: dict[str, str], command: Command) -> dict[str, str]:
    """Return the machine after one command."""
    puts = [Command("put", key, value) for key, value in machine_state.items()]
    held = {key: value_at(key, [*puts, command]) for key in {*machine_state, command.key}}
    return {key: value for key, value in sorted(held.items()) if value is not None}


@check(
    points=5,
    paper="§2; the contract of execute",
    ask="what was the value of the key before, and which other keys are there?",
)
def test_put_get_append_delete(lab: Lab) -> None:
    """put, get, append and delete do what their contract says, and leave other keys alone."""
    check_operations(lab, OPERATION_CASES)


@check(points=4, paper="the contract of execute", ask="what is the value of the key, and what did the client expect?")
def test_compare_and_set(lab: Lab) -> None:
    """Compare-and-set changes a key that has the expected value, and returns the value that it found."""
    check_operations(lab, COMPARE_AND_SET_CASES)


@check(
    points=3,
    depends_on=[test_put_get_append_delete, test_compare_and_set, "test_every_entry_is_applied"],
    paper="§2",
    ask="which command changed that key last?",
)
def test_any_commands(lab: Lab) -> None:
    """For any log, the machine and the result of each entry are right."""

    @seed(lab.seed)
    @settings(max_examples=60)
    @given(st.lists(COMMAND_TEXTS, min_size=4, max_size=12))
    def check_random_log(command_texts: list[str]) -> None:
        log = make_log(*command_texts)
        server = lab.place("S1")
        server.learn(log, len(log))
        check_applied_log(server, log, f"The log is {log_text(log)}; all of it was committed.")

    check_random_log()


@check(
    points=5,
    depends_on=["test_every_entry_is_applied"],
    paper="§2 (“deterministic”)",
    ask="which variable did the result depend on, besides the machine, the sessions and the command?",
)
def test_same_log_same_state(lab: Lab) -> None:
    """The same log gives the same state on every server: at any time, in any role, in one step or in many."""
    log = make_log("x+=1 c1/1", "x+=1 c1/1", "y=2 c2/1", "get y c2/2", "x:1->3 c1/2", "expire c2", "y=5 c2/3", "x+=4")
    first = lab.place("S1")
    first.learn(log, len(log), now=1000.0)
    # other than S1 in every variable of Figure 2 but log and commitIndex, and in who waits
    waiting = {index: Waiting(1, entry.command.client, entry.command.sequence) for index, entry in enumerate(log, 1)}
    other = lab.place("S2", cluster=5, role="leader", term=3, match_index={"S1": 2, "S3": 8}, waiting=waiting)
    third = lab.place("S3", role="candidate", term=2, votes=("S3", "S1"))
    fourth = lab.place("S4", cluster=4, term=4, voted_for="S2", leader="S2")
    for index in range(1, len(log) + 1):
        other.learn(log, index, now=index * 40_000.0)
        fourth.learn(log[:index], index, now=index * 7.0)
    third.learn(log, 3, now=0.5)
    third.learn(log, len(log), now=9_000_000.0)
    check_same_state(log, first, other, "S2, in many steps, as leader with clients that wait")
    check_same_state(log, first, third, "S3, in two steps, as candidate")
    check_same_state(log, first, fourth, "S4, entry by entry, as follower of S2")
    # Many keys, each state compared in a second process: what depends on hash() differs for one of them.
    keys = make_log(*(f"key{number}={number}" for number in range(1, 25)))
    fifth, sixth = lab.place("S5", cluster=5), lab.place("S6", cluster=6)
    fifth.learn(keys, len(keys))
    for index in range(1, len(keys) + 1):
        sixth.learn(keys, index)
    check_same_state(keys, fifth, sixth, "S6, entry by entry")


def check_same_state(log: Log, first: PlacedServer, second: PlacedServer, second_text: str) -> None:
    """CheckFailure if two servers that applied `log` have different machines or results."""
    one, two = read_machine(first), read_machine(second)
    if one != two:
        raise CheckFailure(
            f"{log_text(log)}: S1, in one step, then held: {machine_text(one)}; {second_text}: {machine_text(two)}."
        )
    for index in range(1, len(log) + 1):
        one_gave, two_gave = result_text(read_result(first, index)), result_text(read_result(second, index))
        if one_gave != two_gave:
            raise CheckFailure(
                f"{log_text(log)}: entry {index} gave {one_gave} on S1, in one step, and {two_gave} on {second_text}."
            )
