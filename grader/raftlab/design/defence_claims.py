"""The claims of a defence, compared with what its designs measure.

A claim is an item of a list in defence.md, with what is nested in it, or a row of a table. In backticks it cites a
knob, a figure, a scene:

    - `range.lease = 300 ms` keeps reads short: `range p99_read = 0.5 ms`. (`scene09`) …

With the value that the design has, or with none, the claim is about the design. With another value it is about the
design with that one knob changed: what would go wrong. The kit runs that too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from raftlab.design.cited_figures import FIGURE_NUMBER, agrees_with_figure
from raftlab.design.defence_items import join_parts_of_claims, read_list_items
from raftlab.design.design_document import Design, DesignDocument, value_text
from raftlab.design.design_values import KnobValueError, Value, read_value
from raftlab.design.knob_table import Knob, read_knobs
from raftlab.design.miss_diagnosis import measure_once, relevant_knobs
from raftlab.design.workload import Requirement, Workload, read_workloads
from raftlab.kit import Kit, Scene

CLAIM_LIMIT = 60
"""How many claims are read."""
COUNTERFACTUAL_LIMIT = 2
"""How many claims about a changed design are run for each workload: the first ones."""
CITATION = re.compile(r"`([^`\n]{1,120})`")
KNOB = re.compile(r"(\w{1,40})\.(\w{1,40})(?: ?= ?(.{1,100}))?")
FIGURE = re.compile(rf"(\w{{1,40}}) (\w{{1,40}}) ?= ?({FIGURE_NUMBER})(?: ?([^\W\d][\w ]{{0,30}}|/ ?s))?")
SCENE = re.compile(r"scene ?(\d\d\w?)", re.IGNORECASE)


@dataclass(frozen=True)
class Claim:
    """One item of the defence: its line, and what it cites; "" or None for what is missing.

    value: of the knob, where the claim names one; None: the design's own.
    """

    line: int
    workload: str = ""
    knob: str = ""
    value: Value = None
    requirement: Requirement | None = None
    figure_text: str = ""
    figure_unit: str = ""
    scene: str = ""
    problem: str = ""

    @property
    def is_whole(self) -> bool:
        """Return whether the claim cites a knob, a figure and a scene, and can be checked."""
        return bool(self.knob and self.requirement and self.scene and not self.problem)


@dataclass(frozen=True)
class DefenceReview:
    """The claims of a defence, on the designs as they are or with one knob changed, and what is wrong with them."""

    is_written: bool
    claims: tuple[Claim, ...]
    workloads: tuple[str, ...]
    changed: tuple[Claim, ...]
    incomplete: tuple[str, ...]
    wrong_figures: tuple[str, ...]
    wrong_links: tuple[str, ...]
    harmless: tuple[str, ...]

    def count(self, workload: str, *, changed: bool) -> int:
        """Return how many whole claims there are about a workload's design, as it is or changed."""
        about = [claim for claim in self.claims if claim.is_whole and claim.workload == workload]
        return sum((claim in self.changed) is changed for claim in about)


def review_defence(kit: Kit, scene: Scene, document: DesignDocument) -> DefenceReview:
    """Return the claims of the defence beside what is measured. The designs must have all their knobs."""
    knobs, workloads = read_knobs(scene), read_workloads(scene)
    claims = tuple(read_claims(document.defence, knobs, workloads))
    whole = [claim for claim in claims if claim.is_whole]
    changed = [claim for claim in whole if differs_from_design(claim, document.designs[claim.workload])]
    wrong_figures, harmless = [], []
    for claim in whole:
        if claim in changed and count_earlier_claims(claim, changed) >= COUNTERFACTUAL_LIMIT:
            continue
        figure = measured_figure(kit, scene, claim, document.designs[claim.workload])
        assert claim.requirement is not None
        if not agrees_with_figure(claim.figure_text, figure, claim.requirement.unit, claim.figure_unit):
            wrong_figures.append(
                f"{scene.document}, line {claim.line}: {cited_figure_text(claim)} is not what was measured in that run"
            )
        elif claim in changed and claim.requirement and claim.requirement.holds(figure):
            harmless.append(f"{scene.document}, line {claim.line}: with that value the requirement still holds")
    return DefenceReview(
        is_written=any(claim.knob or claim.requirement for claim in claims),
        claims=claims,
        workloads=tuple(workloads),
        changed=tuple(changed),
        incomplete=tuple(
            f"{scene.document}, line {claim.line}: {incomplete_claim_text(claim)}"
            for claim in claims
            if not claim.is_whole
        ),
        wrong_figures=tuple(wrong_figures),
        wrong_links=tuple(mismatched_claim_texts(scene, whole, knobs)),
        harmless=tuple(harmless),
    )


def read_claims(text: str, knobs: Mapping[str, Knob], workloads: Mapping[str, Workload]) -> Iterator[Claim]:
    """Yield the list items that cite a knob or a figure, and the table rows that cite both; at most CLAIM_LIMIT."""

    def parts_of(item: str) -> tuple[bool, bool, bool]:
        found = [" ".join(citation.split()) for citation in CITATION.findall(item)]
        names = [match for each in found if (match := KNOB.fullmatch(each))]
        return (
            any(match[1] in workloads or match[2] in knobs for match in names),
            any(FIGURE.fullmatch(each) for each in found),
            any(SCENE.fullmatch(each) for each in found),
        )

    items = join_parts_of_claims(read_list_items(text), parts_of)
    cited = [
        (item.line, CITATION.findall(item.text))
        for item in items
        if (all if item.is_table_row else any)(parts_of(item.text)[:2])
    ]
    for number, citations in cited[:CLAIM_LIMIT]:
        yield read_claim(number, citations, knobs, workloads)


def read_claim(line: int, citations: list[str], knobs: Mapping[str, Knob], workloads: Mapping[str, Workload]) -> Claim:
    """Return the claim that these citations make: the first knob, the first figure and the first scene of them."""
    workload, knob, figure_text, figure_unit, scene_id, problem = "", "", "", "", "", ""
    value: Value = None
    need: Requirement | None = None
    figure_workload = ""
    for citation in citations:
        found = " ".join(citation.split())
        if not scene_id and (match := SCENE.fullmatch(found)):
            scene_id = f"scene{match[1].lower()}"
        elif not knob and (match := KNOB.fullmatch(found)):
            workload, knob = match[1], match[2]
            problem = problem or unknown_knob_text(workload, knob, knobs, workloads)
            if not problem and match[3]:
                try:
                    value = read_value(knobs[knob], parse_citation_value(match[3]), workloads[workload].regions)
                except KnobValueError as error:
                    problem = f"{value_text(found)} {error}"
        elif need is None and (match := FIGURE.fullmatch(found)):
            figure_workload, figure_text, figure_unit = match[1], match[3], match[4] or ""
            needs = workloads[figure_workload].requirements if figure_workload in workloads else ()
            need = next((each for each in needs if each.measure == match[2]), None)
            if need is None:
                problem = problem or f"{value_text(found)} is no figure of a workload's requirements"
    if knob and need and workload != figure_workload and not problem:
        problem = "its knob and its figure are of two workloads"
    return Claim(line, workload, knob, value, need, figure_text, figure_unit, scene_id, problem)


def parse_citation_value(text: str) -> object:
    """Return what a value in a citation stands for: a switch, a list of regions, or a text."""
    text = text.strip()
    if text in ("true", "false", "True", "False"):
        return text.lower() == "true"
    if text.startswith("[") and text.endswith("]"):
        return [part.strip().strip("\"'") for part in text[1:-1].split(",")]
    return text.strip("\"'")


def unknown_knob_text(workload: str, knob: str, knobs: Mapping[str, Knob], workloads: Mapping[str, Workload]) -> str:
    """Return what is wrong with the name of a knob; "" if nothing is."""
    if workload not in workloads:
        return f"{value_text(workload)} is no workload"
    return "" if knob in knobs else f"{value_text(knob)} is no knob"


def incomplete_claim_text(claim: Claim) -> str:
    """Return what keeps an item from being a claim."""
    if claim.problem:
        return claim.problem
    parts = [(claim.knob, "a knob"), (claim.requirement, "a figure"), (claim.scene, "a scene")]
    return f"cites no {' and no '.join(name.removeprefix('a ') for part, name in parts if not part)}"


def cited_figure_text(claim: Claim) -> str:
    """Return the figure that a claim cites, as it is written."""
    assert claim.requirement is not None
    return f"{claim.workload} {claim.requirement.measure} = {claim.figure_text}"


def differs_from_design(claim: Claim, design: Design) -> bool:
    """Return whether the claim is about another value of its knob than the design's."""
    return claim.value is not None and claim.value != design[claim.knob]


def count_earlier_claims(claim: Claim, changed: list[Claim]) -> int:
    """Return how many claims about a changed design of the same workload come before this one."""
    same = [each for each in changed if each.workload == claim.workload]
    return same.index(claim)


def measured_figure(kit: Kit, scene: Scene, claim: Claim, design: Design) -> float:
    """Return what is measured of what the claim is about."""
    about = design.with_value(claim.knob, claim.value) if differs_from_design(claim, design) else design
    assert claim.requirement is not None
    return measure_once(kit, scene, about).figure(claim.requirement)


def mismatched_claim_texts(scene: Scene, claims: list[Claim], knobs: Mapping[str, Knob]) -> Iterator[str]:
    """Yield the claims whose knob does not decide their figure, or whose scene is not about their knob."""
    for claim in claims:
        assert claim.requirement is not None
        place = f"{scene.document}, line {claim.line}"
        if claim.knob not in relevant_knobs(claim.requirement):
            yield f"{place}: {claim.knob} does not decide {claim.requirement.measure}"
        elif claim.scene not in knobs[claim.knob].scenes:
            yield f"{place}: {claim.scene} is not about {claim.knob}"
