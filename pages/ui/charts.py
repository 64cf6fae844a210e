"""One last step for every chart: the theme's colours, quiet axes, and a sentence for who can't see it."""

from __future__ import annotations

import plotly.graph_objects as go
import streamlit as st

SMALL = 180
LARGE = 320
_TEXT = {"light": "#12161F", "dark": "#EEF1F6"}
_LINE = {"light": "#7C8798", "dark": "#78849A"}
_PAGE = {"light": "#FFFFFF", "dark": "#12151B"}
_SERIES = {
    "light": ("#3C3395", "#483212", "#A00050", "#2B6666", "#1B69E7", "#596A1E"),
    "dark": ("#9E8EF9", "#B08431", "#FFBEC4", "#559BA2", "#A6D7FE", "#D2ED89"),
}
_FAMILIES = {
    "wellbeing": 0, "harm": 1, "sexual": 1, "hate": 2, "toxicity": 2, "bias": 2, "privacy": 3, "attack": 4,
    "learning": 5, "truth": 5, "tone": 5, "age": 5, "rule": 4,
}  # fmt: skip


def theme_now() -> str:
    """``light`` or ``dark``, as the reader sees it now."""
    return "dark" if st.context.theme.type == "dark" else "light"


def family_colour(family: str) -> str:
    """The chart colour of a label's family; add a dash or marker too, since colour alone is not enough."""
    return _SERIES[theme_now()][_FAMILIES.get(family, 5)]


def line_colour() -> str:
    """The colour of axes and hatching: seen, but quieter than the data."""
    return _LINE[theme_now()]


def page_colour() -> str:
    """The page's own colour, for words that stand on top of data."""
    return _PAGE[theme_now()]


def finish(fig: go.Figure, *, height: int = LARGE, key: str, alt: str) -> None:
    """Draw ``fig`` in the house's style: readable ticks, no tool bar, no zoom; ``alt`` says what it shows."""
    text, line = _TEXT[theme_now()], _LINE[theme_now()]
    fig.update_layout(
        height=height,
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
        font={"size": 14, "color": text, "family": "'Source Sans', sans-serif"},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        colorway=list(_SERIES[theme_now()]),
        showlegend=False,
        dragmode=False,
        hoverlabel={"font": {"size": 14}},
    )
    fig.update_xaxes(
        fixedrange=True,
        automargin=True,
        showgrid=False,
        tickfont={"color": text},
        title_font={"color": text, "size": 14},
        linecolor=line,
    )
    fig.update_yaxes(
        fixedrange=True,
        automargin=True,
        nticks=4,
        gridcolor=line,
        gridwidth=0.5,
        tickfont={"color": text},
        title_font={"color": text, "size": 14},
    )
    fig.update_annotations(font={"color": text, "size": 14})
    fig.update_shapes(line={"color": text})
    st.plotly_chart(fig, width="stretch", theme=None, key=key, config={"displayModeBar": False}, alt=alt)
