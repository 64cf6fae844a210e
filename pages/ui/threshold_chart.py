"""The histogram of one label's real scores, with its lines and the parts no score ever reached."""

from __future__ import annotations

import math

import plotly.graph_objects as go

from pages.ui import charts
from studybuddy_core.domain.labels import label_spec
from studybuddy_core.domain.revising import Line, shown_score
from studybuddy_core.domain.signals import MAX_SCORE
from studybuddy_core.services.replaying import BINS
from studybuddy_core.services.tuning_views import Focus

_WIDTH = {Line.PROTECT: 2, Line.ALERT: 4, Line.GREY: 1}
_HEIGHT = {Line.PROTECT: 1.0, Line.ALERT: 0.86, Line.GREY: 0.72}


def draw(focus: Focus, *, key: str) -> None:
    """Draw the histogram. Counts stand on a logarithmic scale, since most messages score nothing at all."""
    counts = focus.histogram.counts
    top = max(10, int(counts.max()) * 3)
    middles = [(i + 0.5) / BINS for i in range(BINS)]
    fig = go.Figure()
    hatched = [i for i in range(BINS) if not focus.histogram.reached[i]]
    fig.add_bar(
        x=[middles[i] for i in hatched], y=[top] * len(hatched), width=1 / BINS, hoverinfo="skip",
        marker={"color": "rgba(0,0,0,0)", "line": {"width": 0},
                "pattern": {"shape": "/", "fgcolor": charts.line_colour(), "size": 9, "solidity": 0.08}},
    )  # fmt: skip
    fig.add_bar(
        x=middles, y=[int(n) if n else None for n in counts], width=1 / BINS, name="messages",
        marker={"color": charts.family_colour(label_spec(focus.label).family), "line": {"width": 0}},
        hovertemplate="%{y:,} messages at %{x:.2f}<extra></extra>",
    )  # fmt: skip
    for line in Line:
        _line(fig, line, focus.live_lines[line], live=True, also=focus.lines[line])
        _line(fig, line, focus.lines[line], live=False, also=None)
    fig.update_layout(barmode="overlay", bargap=0)
    fig.update_xaxes(range=[0, 1.0], tickvals=[0, 0.25, 0.5, 0.75, 1.0], tickformat=".2f", title="score")
    powers = [10**i for i in range(8) if 10**i <= top]
    fig.update_yaxes(type="log", range=[-0.3, math.log10(top)], tickvals=powers[:4] if len(powers) < 5 else powers[::2],
                     tickformat=",", title="messages")  # fmt: skip
    charts.finish(fig, height=240, key=key, alt=told(focus))


def _line(fig: go.Figure, line: Line, score: int | None, *, live: bool, also: int | None) -> None:
    if score is None or (live and score == also):
        return
    fig.add_vline(x=score / MAX_SCORE, line={"width": _WIDTH[line], "dash": "dot" if live else "solid"})
    if not live:
        fig.add_annotation(
            x=score / MAX_SCORE, y=_HEIGHT[line], yref="paper", showarrow=False, yanchor="top",
            text=f" {line} {shown_score(score)} ", xanchor="left" if score < 0.7 * MAX_SCORE else "right",
            bgcolor=charts.page_colour(),
        )  # fmt: skip


def told(focus: Focus) -> str:
    """The chart in a sentence."""
    shown, title = focus.histogram, label_spec(focus.label).title
    highest = max((i for i in range(BINS) if shown.counts[i]), default=0)
    drawn = [line for line in Line if line is not Line.GREY or focus.lines[line] is not None]
    lines = " and ".join(f"{line} at {shown_score(focus.lines[line])}" for line in drawn)
    return (
        f"Histogram of {shown.scored:,} {title} scores, {int(shown.counts[0]):,} of them below 0.01, the highest near "
        f"{highest / BINS:.2f}; {lines}. {shown.missing:,} messages were not scored."
    )
