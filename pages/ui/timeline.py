"""A turn's answer as it was written: what had arrived, what was checked, what was shown, moment by moment.

The bars show lengths and moments; the slider replays them. Words stand below only where they were shown or held back.
"""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from pages.ui.charts import SMALL, family_colour, finish, line_colour
from pages.ui.words import count_of
from studybuddy_core.domain.interventions import strategy_of
from studybuddy_core.domain.records import ReleaseKind
from studybuddy_core.domain.timelines import Timeline
from studybuddy_core.services.probing import Trace

STEPPED_IN = {
    "modify": "the marked places were replaced",
    "steer": "another attempt was asked for, with guidance",
    "inject": "another attempt was asked for, with something to rely on",
    "abort": "the answer was ended with a fixed text",
}


def timeline(trace: Trace) -> None:
    """Draw the timeline of every attempt of a turn; nothing where none was kept."""
    lines = [line for line in trace.timelines if line.arrivals or line.cuts]
    if not lines:
        return
    pieces = sum(len(line.arrivals) for line in lines)
    segments = sum(len(line.cuts) for line in lines)
    title = f"Timeline · {count_of(pieces, 'piece')} arrived · {count_of(segments, 'segment')} checked"
    with st.expander(title, key="trace_timeline_box"):
        for line in lines:
            _chart(line)
        _replay(lines, [r.text for r in trace.released if r.kind is ReleaseKind.SEGMENT])
        st.dataframe(pd.DataFrame(_events(lines)), hide_index=True, key="trace_timeline_events")


def _chart(line: Timeline) -> None:
    fig = go.Figure()
    moments, totals, total = [line.began_ms], [0], 0
    for at, chars in line.arrivals:
        total += chars
        moments, totals = [*moments, at], [*totals, total]
    fig.add_scatter(x=moments, y=totals, mode="lines", line={"shape": "hv", "color": line_colour(), "dash": "dot"},
                    hovertemplate="%{y} characters had arrived at %{x:.0f} ms<extra></extra>")  # fmt: skip
    shown = [(line.began_ms, 0)]
    for cut in line.cuts:
        if cut.released_ms is not None:
            shown.append((cut.released_ms, shown[-1][1] + cut.chars))
    shown.append((line.ended_ms, shown[-1][1]))
    fig.add_scatter(x=[at for at, _ in shown], y=[n for _, n in shown], mode="lines",
                    line={"shape": "hv", "color": family_colour("attack"), "width": 3},
                    hovertemplate="%{y} characters were shown at %{x:.0f} ms<extra></extra>")  # fmt: skip
    for at, kind in line.stepped_in:
        fig.add_vline(x=at, line_dash="dash", annotation_text=kind, annotation_position="top left")
    fig.update_xaxes(title="milliseconds since the turn began")
    fig.update_yaxes(title="characters", rangemode="tozero")
    steps = ", ".join(f"{kind} at {at:.0f} ms" for at, kind in line.stepped_in) or "nobody stepped in"
    when = f"from {line.began_ms:.0f} to {line.ended_ms:.0f} ms"
    alt = (f"Attempt {line.attempt + 1}: {total} characters arrived {when}, "
           f"{shown[-1][1]} were shown; {steps}.")  # fmt: skip
    st.text(f"Attempt {line.attempt + 1} · dotted: arrived · solid: shown")
    finish(fig, height=SMALL, key=f"trace_timeline_{line.attempt}", alt=alt)


def _replay(lines: list[Timeline], words: list[str]) -> None:
    """A moment to look at, and how the answer stood then; ``words`` are the segments that were shown, in order."""
    end = max(line.ended_ms for line in lines)
    last = max(1, round(end))
    at = st.slider("Replay: milliseconds since the turn began", 0, last, last, key="trace_timeline_at")
    for line in lines:
        if line.began_ms > at and line.attempt:
            continue
        moment = end if at == last else at
        arrived, shown = line.arrived(moment), line.released(moment)
        st.text(f"Attempt {line.attempt + 1}: {arrived} characters arrived, {shown} shown, "
                f"{max(arrived - shown, 0)} held.")  # fmt: skip
    released = [cut.released_ms for line in lines for cut in line.cuts if cut.released_ms is not None and cut.chars]
    seen = "".join(text for text, when in zip(words, released, strict=False) if when <= at or at == last)
    st.caption("The child had seen by then:")
    st.code(seen or "Nothing yet.", language=None, wrap_lines=True)


def _events(lines: list[Timeline]) -> list[dict[str, object]]:
    """Everything that happened, in order."""
    rows: list[tuple[float, int, str]] = []
    for line in lines:
        rows.append((line.began_ms, line.attempt, "the model was asked"))
        if line.arrivals:
            rows.append((line.arrivals[0][0], line.attempt, "the first piece arrived"))
        for cut in line.cuts:
            name = f"segment {cut.segment + 1} ({cut.chars} characters)"
            rows += [
                (cut.cut_ms, line.attempt, f"{name} was complete"),
                (cut.scored_ms, line.attempt, f"{name} scored"),
                (cut.decided_ms, line.attempt, f"{name} decided on"),
            ]
            released = cut.released_ms
            rows.append((cut.decided_ms, line.attempt, f"{name} held back") if released is None
                        else (released, line.attempt, f"{name} handed on to be kept and shown"))  # fmt: skip
        rows += [(at, line.attempt, f"{strategy_of(kind)}: {STEPPED_IN[kind]}") for at, kind in line.stepped_in]
    return [{"ms": round(at, 1), "attempt": attempt + 1, "what": what} for at, attempt, what in sorted(rows)]
