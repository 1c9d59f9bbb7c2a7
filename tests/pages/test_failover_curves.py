"""The curves of the time without a leader: what they say in the picture, in words and as a table."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree

from raftlab.failover_experiment import FailoverExperiment, OutageCurve, make_experiment
from raftlab.pages.failover_curves import curves_svg, failover_page

SVG_NAMESPACE = "{http://www.w3.org/2000/svg}"
LEADERLESS_CURVE = OutageCurve((150, 150), (150, 150), (), 4)
ELECTED_CURVE = OutageCurve((150, 300), (150, 225), (120.0, 130.0, 140.0, 500.0), 0)


def sample_experiment(*curves: OutageCurve) -> FailoverExperiment:
    """Return an experiment with these curves."""
    return make_experiment("scene99", "<b>.py", 4, 5, "L3", curves)


def test_within_counts_runs_without_a_leader_too() -> None:
    """The time in which a share of the runs had a leader counts those that never had one."""
    assert [ELECTED_CURVE.percentile_ms(percent) for percent in (10, 50, 75, 95)] == [120.0, 130.0, 140.0, 500.0]
    assert LEADERLESS_CURVE.percentile_ms(10) is None
    assert OutageCurve((1, 2), (1, 2), (5.0,), 1).percentile_ms(50) == 5.0
    assert OutageCurve((1, 2), (1, 2), (5.0,), 1).percentile_ms(51) is None


def test_picture_is_well_formed_and_told_in_words() -> None:
    """The picture is XML, with a title, a description of each curve, and a key that names each window."""
    root = ElementTree.fromstring(curves_svg(sample_experiment(LEADERLESS_CURVE, ELECTED_CURVE)))
    assert root.findtext(f"{SVG_NAMESPACE}title")
    assert "150 to 300 ms: half of the runs had a leader within 130 ms" in (root.findtext(f"{SVG_NAMESPACE}desc") or "")
    words = {each.text for each in root.iter(f"{SVG_NAMESPACE}text")}
    assert {"150 to 150 ms", "150 to 300 ms"} <= words


def test_every_curve_has_a_shade_of_its_own() -> None:
    """Curves differ by class, so that colour is not all that tells them apart."""
    text = curves_svg(sample_experiment(LEADERLESS_CURVE, ELECTED_CURVE)).decode()
    assert text.count('class="curve c0"') == text.count('class="curve c1"') == 2


def test_page_shows_the_numbers_and_a_window_that_was_not_asked_for() -> None:
    """The page has the curves as a table, and says where servers drew from another window than asked."""
    page = failover_page(sample_experiment(LEADERLESS_CURVE, ELECTED_CURVE))
    assert "<td>never</td>" in page
    assert "4 of 4" in page
    assert "The window was 150 to 300 ms, but these servers drew from 150 to 225 ms." in page


def test_submissions_text_is_shown_as_text() -> None:
    """A file's name is data."""
    assert "<b>" not in failover_page(sample_experiment(ELECTED_CURVE))
    assert "&lt;b&gt;.py" in failover_page(sample_experiment(ELECTED_CURVE))


def test_runs_that_all_fail_still_make_a_picture() -> None:
    """Where no run had a leader the axes are drawn, and the curve lies at nought."""
    ElementTree.fromstring(curves_svg(sample_experiment(LEADERLESS_CURVE)))
