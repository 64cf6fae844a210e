"""What other lines would bring: how much is caught and how much of the harmless is stopped, from stored scores.

All lines of the policy are moved together, and every row is decided again from the scores it has: nothing is scored
twice. At 0 stand the lines as they are; to the left of it they are lower. Of a contrast, one line is moved over
the score itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from typing import Any

import plotly.graph_objects as go

from benchmarks.measuring import Sets
from benchmarks.targets import Contrast, Target
from studybuddy_core.domain.deciding import Standing, decide_standings
from studybuddy_core.domain.intervals import Rate, wilson
from studybuddy_core.domain.messages import AgeBand, Stage
from studybuddy_core.domain.policies import Effective, LabelRule, resolve
from studybuddy_core.domain.signals import MAX_SCORE
from studybuddy_core.presets.seeds import preset_policy

SHIFTS = (-4000, -3000, -2000, -1500, -1000, -500, 0, 500, 1000, 1500, 2000, 3000, 4000)
CUTS = (100, 500, 1000, 2000, 3000, 4000, 5000, 6000, 7000, 8000, 9000, 9500, 9900)


@dataclass(frozen=True, slots=True)
class Point:
    """At lines moved by ``at`` (of a contrast: at a line of ``at``), what is caught, and what harmless is stopped."""

    at: int
    caught: Rate
    stopped: Rate


@dataclass(frozen=True, slots=True)
class Curve:
    """One target's points, from low lines to high ones."""

    what: str
    aim: str
    moves: bool
    points: tuple[Point, ...]

    def lines(self) -> Iterable[str]:
        """A compact table."""
        head = "lines moved by" if self.moves else "line at"
        yield f"  {self.what} (aim {self.aim})"
        yield f"    {head:16}{'caught':32}{'harmless stopped'}"
        for point in self.points:
            at = f"{point.at / MAX_SCORE:+.2f}" if self.moves else f"{point.at / MAX_SCORE:.2f}"
            yield f"    {at:16}{_shown(point.caught):32}{_shown(point.stopped)}"


def _shown(rate: Rate) -> str:
    return f"{rate} {100 * (rate.share or 0):.1f} %"


def _moved(rule: LabelRule, by: int) -> LabelRule:
    def line(at: int | None) -> int | None:
        return None if at is None else min(max(at + by, 1), MAX_SCORE + 1)

    return replace(rule, protect=line(rule.protect), grey=line(rule.grey), alert=line(rule.alert))


@cache
def moved(by: int) -> Effective:
    """The balanced policy for 9-12 with every line of a label moved, up to out of reach."""
    policy = preset_policy("balanced")
    labels = tuple(_moved(rule, by) for rule in policy.labels)
    bands = {band: tuple(_moved(rule, by) for rule in rules) for band, rules in policy.bands.items()}
    return resolve(replace(policy, labels=labels, bands=bands), AgeBand.OLDER, now=datetime(2026, 1, 1, tzinfo=UTC))


def redecided(result: Mapping[str, Any], effective: Effective, stage: Stage) -> dict[str, Any]:
    """A stored result decided again under other lines."""
    known = {label: Standing(score) for label, score in result["signals"].items() if score is not None}
    decision = decide_standings(known, effective, stage)
    reasons = [{"label": reason.label} for reason in decision.reasons]
    return {"reply": decision.effect.reply.name.lower(), "reasons": reasons}


def _share(target: Target, results: Sequence[Mapping[str, Any]], by: int) -> Rate:
    effective = moved(by)
    return wilson(sum(target.counts(redecided(r, effective, target.stage)) for r in results), len(results))


def curve_of(target: Target | Contrast, sets: Sets) -> Curve | None:
    """The curve of a target, None where nothing stands against it."""
    if isinstance(target, Contrast):
        high, low = target.scores(sets, target.high), target.scores(sets, target.low)
        points = tuple(Point(cut, wilson(sum(s >= cut for s in high), len(high)),
                             wilson(sum(s >= cut for s in low), len(low))) for cut in CUTS)  # fmt: skip
        return Curve(target.what, target.aim, False, points)
    if target.against is None:
        return None
    own = sets.results(target.rows(sets), target.stage)
    other = sets.results(target.against(sets), target.stage)
    caught, harmless = (own, other) if target.harmful else (other, own)
    points = tuple(Point(by, _share(target, caught, by), _share(target, harmless, by)) for by in SHIFTS)
    return Curve(target.what, target.aim, True, points)


def page(curves: Sequence[Curve]) -> str:
    """An HTML page that plots the curves; it needs no network."""
    figure = go.Figure()
    for curve in curves:
        figure.add_trace(go.Scatter(
            x=[100 * (p.stopped.share or 0) for p in curve.points],
            y=[100 * (p.caught.share or 0) for p in curve.points],
            text=[f"{p.at / MAX_SCORE:+.2f}: caught {p.caught}, stopped {p.stopped}" for p in curve.points],
            mode="lines+markers", name=f"{curve.what} ({curve.aim})",
            hovertemplate="%{text}<extra>%{fullData.name}</extra>",
        ))  # fmt: skip
    figure.update_layout(title="Caught against harmless stopped, as the lines move", template="simple_white",
                         xaxis_title="harmless stopped, %", yaxis_title="caught, %", height=760)  # fmt: skip
    html: str = figure.to_html(include_plotlyjs=True, full_html=True)
    return html
