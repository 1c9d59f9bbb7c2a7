"""The scenario language: its statement forms, and its parser, whose errors name the line. (labs/SCENARIOS.md)"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from raftlab.errors import UsageError
from raftlab.server import Command

SERVER = r"[A-Z][A-Za-z0-9]*"
SERVERS = rf"{SERVER}(?: {SERVER})*"
COMMAND = r"(?:get|delete|expire) \w+|\w+(?:\+?=)\w+|\w+:\w*->\w+"
LINK = rf"(?P<source>{SERVER}) -> (?P<to>{SERVER})"
PRIOR_KIND = r"(?P<kind>append|append-reply|vote|vote-reply)"
MESSAGE_KIND = r"(?P<kind>append|append-reply|vote|vote-reply|pre-vote|pre-vote-reply|any)"
NUMBER = r"(?: number (?P<number>[1-9]\d*))?"

STATEMENT_FORMS: Mapping[str, tuple[str, str]] = {
    # verb: (the form for the reader, the pattern of the text after the verb)
    "title": ('title "WORDS"', r'"(?P<words>[^"]+)"'),
    "paper": ('paper "SECTION"', r'"(?P<words>[^"]+)"'),
    "servers": (
        "servers S1 S2 … [with log TERMS [committed N]]",
        rf"(?P<names>{SERVERS})(?: with log (?P<terms>\d+(?: \d+)*)(?: committed (?P<committed>\d+))?)?",
    ),
    "server": (
        "server S1 with log TERMS [term N] [voted S2] [committed N] [as leader]",
        rf"(?P<name>{SERVER}) with log (?P<terms>\d+(?: \d+)*|empty)(?: term (?P<term>\d+))?"
        rf"(?: voted (?P<voted>{SERVER}))?"
        r"(?: committed (?P<committed>\d+))?(?: as (?P<role>candidate|leader))?",
    ),
    "option": ("option NAME VALUE", r"(?P<name>[a-z-]+) (?P<value>on|off|\d+(?: \d+)?)"),
    "panel": ('panel NAME "WORDS"', r'(?P<name>\w+) "(?P<words>[^"]+)"'),
    "fork": ('fork NAME "WORDS"', r'(?P<name>[\w-]+) "(?P<words>[^"]+)"'),
    "elect": ("elect S1 [votes S2 S3 …]", rf"(?P<name>{SERVER})(?: votes (?P<voters>{SERVERS}))?"),
    "campaign": ("campaign S1 [votes S2 S3 …]", rf"(?P<name>{SERVER})(?: votes (?P<voters>{SERVERS}))?"),
    "timeout": ("timeout S1 [TIMER]", rf"(?P<name>{SERVER})(?: (?P<timer>[a-z]+))?"),
    "propose": (
        "propose S1 COMMAND [as CLIENT/NUMBER]",
        rf"(?P<name>{SERVER}) (?P<command>{COMMAND})(?: as (?P<client>\w+)/(?P<sequence>\d+))?",
    ),
    "message": (
        "message KIND S1 -> S2 term N [last INDEX of TERM] [entries TERMS] [granted|refused] [stored N]",
        rf"{PRIOR_KIND} {LINK} term (?P<term>\d+)(?: last (?P<index>\d+) of (?P<of>\d+))?"
        r"(?: entries (?P<entries>\d+(?: \d+)*))?(?: (?P<said>granted|refused))?(?: stored (?P<stored>\d+))?",
    ),
    "agree": (
        "agree COMMAND [as CLIENT/NUMBER] [in term N]",
        rf"(?P<command>{COMMAND})(?: as (?P<client>\w+)/(?P<sequence>\d+))?(?: in term (?P<term>\d+))?",
    ),
    "learn": ("learn S1 S2 … [up to INDEX]", rf"(?P<targets>{SERVERS}|all)(?: up to (?P<index>\d+))?"),
    "replicate": (
        "replicate S1 -> S2 S3 … [up to INDEX]",
        rf"(?P<name>{SERVER}) -> (?P<targets>{SERVERS}|all)(?: up to (?P<index>\d+))?",
    ),
    "heartbeat": ("heartbeat S1 -> S2 S3 …", rf"(?P<name>{SERVER}) -> (?P<targets>{SERVERS}|all)"),
    "deliver": ("deliver KIND S1 -> S2 [number N]", rf"{MESSAGE_KIND} {LINK}{NUMBER}"),
    "drop": ("drop KIND S1 -> S2 [number N]", rf"{MESSAGE_KIND} {LINK}{NUMBER}"),
    "duplicate": ("duplicate KIND S1 -> S2 [number N]", rf"{MESSAGE_KIND} {LINK}{NUMBER}"),
    "crash": (
        "crash S1 [inside the next event, after N effects]",
        rf"(?P<name>{SERVER})(?: inside the next event, after (?P<effects>\d+) effects?)?",
    ),
    "restart": ("restart S1", rf"(?P<name>{SERVER})"),
    "cut": ("cut S1 -> S2   (or S1 <-> S2)", rf"(?P<source>{SERVER}) (?P<arrow><?->) (?P<to>{SERVER})"),
    "heal": (
        "heal S1 -> S2   (or S1 <-> S2, or all)",
        rf"(?:all|(?P<source>{SERVER}) (?P<arrow><?->) (?P<to>{SERVER}))",
    ),
    "partition": ("partition S1 S2 | S3 S4 …", rf"(?P<groups>{SERVERS}(?: \| {SERVERS})+)"),
    "wait": ("wait MS", r"(?P<ms>\d+)"),
    "run": ("run MS", r"(?P<ms>\d+)"),
    "badge": ("badge commit? log[INDEX] at S1", rf"commit\? log\[(?P<index>\d+)\] at (?P<name>{SERVER})"),
    "expect": ("expect …", r"(?P<claim>.+)"),
}

EXPECTATION_FORMS: Mapping[str, tuple[str, str]] = {
    "leads": ("expect S1 leads [term N]", rf"(?P<name>{SERVER}) leads(?: term (?P<term>\d+))?"),
    "follows": ("expect S1 does not lead", rf"(?P<name>{SERVER}) does not lead"),
    "leader": ("expect a leader   (or no leader)", r"(?P<none>a|no) leader"),
    "term": (
        "expect term of S1 … is N   (or at least N, below N)",
        rf"term of (?P<names>{SERVERS}) (?P<how>is|at least|below) (?P<n>\d+)",
    ),
    "commit": (
        "expect commitIndex of S1 … is N   (or at least N, below N)",
        rf"commitIndex of (?P<names>{SERVERS}) (?P<how>is|at least|below) (?P<n>\d+)",
    ),
    "log": (
        "expect log of S1 … is TERMS   (or empty)",
        rf"log of (?P<names>{SERVERS}) is (?P<terms>empty|\d+(?: \d+)*)",
    ),
    "entry": (
        "expect log[INDEX] on S1 … is term N   (or COMMAND, or empty)",
        rf"log\[(?P<index>\d+)\] on (?P<names>{SERVERS}) is "
        rf"(?:term (?P<term>\d+)|(?P<empty>empty)|(?P<command>{COMMAND}))",
    ),
    "applied": (
        "expect COMMAND applied on S1 …   (or not applied on S1 …)",
        rf"(?P<command>{COMMAND}) (?P<no>not )?applied on (?P<names>{SERVERS}|all)",
    ),
    "role": (
        "expect role of S1 … is follower   (or candidate, leader)",
        rf"role of (?P<names>{SERVERS}) is (?P<role>follower|candidate|leader)",
    ),
    "vote": ("expect vote of S1 … is S2   (or free)", rf"vote of (?P<names>{SERVERS}) is (?P<vote>{SERVER}|free)"),
    "machine": (
        "expect KEY on S1 … is VALUE   (or nothing)",
        rf"(?P<key>\w+) on (?P<names>{SERVERS}) is (?P<value>\w+)",
    ),
    "result": (
        "expect entry INDEX on S1 … gives ok   (or refused) [VALUE]",
        rf"entry (?P<index>\d+) on (?P<names>{SERVERS}) gives (?P<outcome>ok|refused)(?: (?P<value>\w+))?",
    ),
    "held": (
        "expect COMMAND in no log   (or in every log, in the log of S1 …)",
        rf"(?P<command>{COMMAND}) in (?:(?P<which>no|every) log|the log of (?P<names>{SERVERS}))",
    ),
    "hears": (
        "expect client of COMMAND hears OUTCOME   (or nothing, or no ok)",
        rf"client of (?P<command>{COMMAND}) hears (?P<outcome>ok|unknown|not leader|refused|nothing|no ok|an answer)",
    ),
    "agree": ("expect logs agree", r"logs agree"),
}

OPTION_FIELDS: Mapping[str, str] = {
    "entries-per-append": "entriesPerAppend",
    "pre-vote": "preVote",
    "check-quorum": "checkQuorum",
    "sticky-votes": "sticky_votes",
    "election-timeout": "electionTimeout",
    "heartbeat": "heartbeatInterval",
}


@dataclass(frozen=True)
class Statement:
    """One line: its number (from 1), its text, its verb, and the fields of the verb's form."""

    line: int
    text: str
    verb: str
    fields: Mapping[str, str | None]
    expectation: str = ""

    def __getitem__(self, name: str) -> str:
        return self.fields.get(name) or ""

    def servers(self, field_name: str) -> tuple[str, ...]:
        """Return the servers in the field `field_name`."""
        return tuple(self[field_name].split())


@dataclass(frozen=True)
class Fork:
    """One ending of a scenario."""

    name: str
    title: str
    statements: tuple[Statement, ...]


@dataclass(frozen=True)
class Scenario:
    """A parsed scenario file: setup, steps, and its endings, if it has several."""

    file: str
    title: str
    paper: str
    setup: tuple[Statement, ...]
    steps: tuple[Statement, ...]
    forks: tuple[Fork, ...]

    @property
    def is_random(self) -> bool:
        """Tell whether the cluster runs by itself in some step, so that the seed decides what happens."""
        parts = (self.steps, *(fork.statements for fork in self.forks))
        return any(statement.verb == "run" for statements in parts for statement in statements)

    def fork(self, name: str) -> Fork:
        """Return the ending with that name. UsageError for an unknown one."""
        for fork in self.forks:
            if fork.name == name:
                return fork
        known = ", ".join(fork.name for fork in self.forks) or "none"
        raise UsageError(f"{self.file}: no fork {name}; its forks: {known}")


SETUP_VERBS = ("title", "paper", "servers", "server", "option")


def read_scenario(path: Path) -> Scenario:
    """Return the scenario in the file `path`. UsageError, with the line, if it is malformed."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: cannot be read as text ({error}); name a scenario file") from None
    return parse_scenario(text, path.name)


def parse_scenario(text: str, file: str) -> Scenario:
    """Return the scenario in `text`. UsageError, with file, line and repair, if it is malformed."""
    statements = [
        parse_statement(line, number, file)
        for number, line in enumerate(text.splitlines(), start=1)
        if line.split("#")[0].strip()
    ]
    setup = tuple(s for s in statements if s.verb in SETUP_VERBS)
    headings = {s.verb: s["words"] for s in setup if s.verb in ("title", "paper")}
    if not any(s.verb == "servers" for s in setup):
        raise UsageError(f"{file}: no line `{STATEMENT_FORMS['servers'][0]}`; add it: a scenario needs its servers")
    steps: list[Statement] = []
    forks: list[Fork] = []
    for each in (s for s in statements if s.verb not in SETUP_VERBS):
        if each.verb == "fork":
            forks.append(Fork(each["name"], each["words"], (each,)))
        elif forks:
            forks[-1] = Fork(forks[-1].name, forks[-1].title, (*forks[-1].statements, each))
        else:
            steps.append(each)
    scenario = Scenario(file, headings.get("title", file), headings.get("paper", ""), setup, tuple(steps), tuple(forks))
    check_server_names(scenario)
    return scenario


def parse_statement(line: str, line_number: int, file: str) -> Statement:
    """Return the statement on one line."""
    text = " ".join(line.split("#")[0].split())
    verb, _, rest = text.partition(" ")
    if verb not in STATEMENT_FORMS:
        raise UsageError(f"{file} line {line_number}: `{verb}` is not a step; {suggestion_text(verb, STATEMENT_FORMS)}")
    form, pattern = STATEMENT_FORMS[verb]
    match = re.fullmatch(pattern, rest)
    if match is None:
        raise UsageError(f"{file} line {line_number}: `{text}` does not have the form `{form}`")
    if verb == "option" and match["name"] not in OPTION_FIELDS:
        repair = suggestion_text(match["name"], OPTION_FIELDS)
        raise UsageError(f"{file} line {line_number}: `{match['name']}` is not an option; {repair}")
    if verb == "expect":
        return parse_expectation(match["claim"], text, line_number, file)
    return Statement(line_number, text, verb, match.groupdict())


def parse_expectation(body: str, text: str, line_number: int, file: str) -> Statement:
    """Return the statement of an `expect` line."""
    for name, (_, pattern) in EXPECTATION_FORMS.items():
        match = re.fullmatch(pattern, body)
        if match is not None:
            return Statement(line_number, text, "expect", match.groupdict(), name)
    forms = "; ".join(form for form, _ in EXPECTATION_FORMS.values())
    raise UsageError(f"{file} line {line_number}: `{text}` is not an expectation; the forms are: {forms}")


def suggestion_text(word: str, allowed: Mapping[str, object]) -> str:
    """Return the repair for a word that is not allowed."""
    near = difflib.get_close_matches(word, allowed, n=1, cutoff=0.5)
    return f"did you mean `{near[0]}`?" if near else f"use one of: {', '.join(allowed)}"


def check_server_names(scenario: Scenario) -> None:
    """Raise UsageError for a server that is not in the `servers` line."""
    known = set(next(s for s in scenario.setup if s.verb == "servers").servers("names"))
    every = (*scenario.setup, *scenario.steps, *(s for fork in scenario.forks for s in fork.statements))
    for each in every:
        if each.verb in ("title", "paper", "panel", "fork", "option"):
            continue
        parts = [each[name] for name in ("name", "names", "source", "to", "targets", "voters", "groups", "voted")]
        for server in " ".join(parts).replace("|", " ").split():
            if server not in known and server != "all":
                listed = ", ".join(sorted(known))
                raise UsageError(f"{scenario.file} line {each.line}: {server} is not one of the servers {listed}")


def parse_command(text: str, client: str = "", sequence: int = 0) -> Command:
    """Return the command written as x=1, x+=1, x:1->2, get x, delete x or expire x."""
    named = re.fullmatch(r"(get|delete|expire) (\w+)", text)
    if named:
        return Command(named[1], named[2], client=client, sequence=sequence)
    swap = re.fullmatch(r"(\w+):(\w*)->(\w+)", text)
    if swap:
        return Command("cas", swap[1], swap[3], swap[2], client=client, sequence=sequence)
    key, sign, value = re.fullmatch(r"(\w+)(\+?=)(\w+)", text).groups()  # type: ignore[union-attr]
    return Command("put" if sign == "=" else "append", key, value, client=client, sequence=sequence)
