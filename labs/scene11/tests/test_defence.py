"""The defence: each claim links a knob, a figure of a run and a scene. The kit checks the links; a person the prose."""

from raftlab.checks import check
from raftlab.checks.lab_fixture import Lab

CLAIMS = 3
"""Claims that each workload needs."""


@check(
    points=4,
    paper="all",
    ask="which knob is it, what was measured, and which scene says why?",
)
def test_claims_are_whole(lab: Lab) -> None:
    """Each claim of the defence cites a knob, a figure and a scene, and each workload has three."""
    review = lab.review_defence()
    assert not review.incomplete, review.incomplete[0]
    for workload in review.workloads:
        count = review.count(workload, changed=False)
        assert count >= CLAIMS, f"{workload}: {count} whole claims about the design as it is; {CLAIMS} are needed"


@check(
    points=4,
    paper="all",
    ask="in which run was that measured?",
)
def test_figures_are_measured(lab: Lab) -> None:
    """Each figure that the defence cites is the one that its run shows."""
    review = lab.review_defence()
    assert not review.wrong_figures, review.wrong_figures[0]


@check(
    points=4,
    paper="all",
    ask="which scene did you meet this knob in, and which figure moves when you turn it?",
)
def test_scenes_explain_knobs(lab: Lab) -> None:
    """The knob of each claim decides its figure, and the scene is about that knob."""
    review = lab.review_defence()
    assert not review.wrong_links, review.wrong_links[0]


@check(
    points=3,
    paper="all",
    ask="at which value does the design fail, and what is measured then?",
)
def test_limits_are_known(lab: Lab) -> None:
    """For each workload the defence shows a value of one knob at which the design fails."""
    review = lab.review_defence()
    assert not review.harmless, review.harmless[0]
    for workload in review.workloads:
        assert review.count(workload, changed=True), f"{workload}: no claim shows a knob at which its design fails"
