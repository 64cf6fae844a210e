"""The bar at the bottom of the review room: outcomes in words, one key each, and what the last key did."""

from __future__ import annotations

import streamlit as st

from pages.ui import review_desk as desk
from pages.ui.early_digit import early_digit
from pages.ui.early_words import early_words
from pages.ui.note_keys import note_box
from pages.ui.words import plain
from studybuddy_core.domain.reviews import ReviewKind, ReviewState
from studybuddy_core.services.review_items import FALSE_ALARM_REASONS, OUTCOMES, Opened
from studybuddy_core.services.review_rules import second_look


def decision_bar(mine: desk.Desk, opened: Opened, alike: tuple[str, ...]) -> None:
    """Everything that can be done about the open flag."""
    together = alike if len(alike) > 1 and not mine.alone else (opened.flag.id,)
    with st.bottom, st.container(key="review_bar", gap="xsmall"):
        _told(mine)
        if mine.noting:
            with st.container(horizontal=True, vertical_alignment="bottom"):
                note_box("Note", key=desk.NOTE)
                st.button("Save note only", key="review_save_note", on_click=desk.save_note, type="tertiary")
        if opened.held_by:
            with st.container(horizontal=True, gap="small", vertical_alignment="center"):
                st.text(f"{opened.held_by} has this open.")
                st.button("Take over", key="review_take", on_click=desk.take_over)
        elif opened.flag.state is not ReviewState.OPEN:
            verdict = opened.flag.verdict
            st.text(f"Decided: {OUTCOMES.get(verdict, 'closed')}." if verdict else "Closed.")
        elif opened.others:
            st.text(second_look(opened.others))
        elif mine.alarm:
            _reasons()
        else:
            _outcomes(opened, together, alike)
        _around(mine, opened)


def quiet_bar(mine: desk.Desk, *, names: bool | None = None) -> None:
    """The bar where no flag is open. ``names``: whether a key that shows names works here (None: there is none)."""
    with st.bottom, st.container(key="review_bar", gap="xsmall"):
        _told(mine)
        if names is not None:
            st.button("Hide names" if mine.names else "Show names", key="review_names", shortcut="V",
                      on_click=desk.show_names, type="tertiary", disabled=not names)  # fmt: skip
        _around(mine, None)


def _outcomes(opened: Opened, together: tuple[str, ...], alike: tuple[str, ...]) -> None:
    """What can be said about it; several alike take only a verdict."""
    grave, several = not opened.flag.routine, len(together) > 1
    all_of = f" · all {len(together)}" if several else ""
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        if not grave:
            _outcome(ReviewKind.UPHELD, "K", together, all_of, first=True)
            _outcome(ReviewKind.OVERTURNED, "F", together, all_of)
        if not several:
            _outcome(ReviewKind.TALKING, "T", together, "", first=grave)
            _outcome(ReviewKind.ESCALATED, "G", together, "")
        if grave:
            st.button("False alarm …", key="review_alarm", shortcut="F", on_click=desk.ask_why)
            early_digit(opens="review_alarm", key="F", reason="review_reason_", reasons=len(FALSE_ALARM_REASONS))
        if len(alike) > 1:
            st.button("One by one" if several else f"All {len(alike)} together", key="review_alone", shortcut="O",
                      on_click=desk.one_by_one, type="tertiary")  # fmt: skip
        if opened.care and not several:
            st.pills("Afterwards", ["Open the chat again for the child"], key=desk.AFTER, label_visibility="collapsed")


def _outcome(kind: ReviewKind, key: str, flags: tuple[str, ...], more: str, *, first: bool = False) -> None:
    """One outcome as a button; the most likely one is the primary."""
    name = f"go_review_{kind}" if first else f"review_{kind}"
    st.button(f"{OUTCOMES[kind]}{more}", key=name, shortcut=key, type="primary" if first else "secondary",
              on_click=desk.decide, args=(kind, flags, ""))  # fmt: skip


def _reasons() -> None:
    """Why something grave is a false alarm."""
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.text("False alarm, because it is")
        for n, reason in enumerate(FALSE_ALARM_REASONS, start=1):
            st.button(reason, key=f"review_reason_{n}", shortcut=str(n), on_click=desk.decide,
                      args=(ReviewKind.OVERTURNED, (), reason))  # fmt: skip
        st.button("No", key=desk.NO_ALARM, shortcut="F", on_click=desk.ask_why, type="tertiary")


def _around(mine: desk.Desk, opened: Opened | None) -> None:
    """Moving on, note, skip and undo."""
    with st.container(horizontal=True, gap="small"):
        if opened is not None:
            few = len(mine.order) < 2
            st.button("Next", key="review_next", shortcut="J", on_click=desk.step, args=(1,), disabled=few,
                      type="tertiary")  # fmt: skip
            st.button("Back", key="review_back", shortcut="B", on_click=desk.step, args=(-1,), disabled=few,
                      type="tertiary")  # fmt: skip
            st.button("Note", key="review_note_key", shortcut="N", on_click=desk.note, type="tertiary")
            early_words(opens="review_note_key", key="N", box=desk.NOTE)
            st.button("Skip", key="review_skip", shortcut="S", on_click=desk.skip, type="tertiary",
                      disabled=opened.flag.state is not ReviewState.OPEN)  # fmt: skip
        st.button("Undo", key="review_undo", shortcut="Z", on_click=desk.undo, type="tertiary",
                  disabled=not mine.undo)  # fmt: skip


def _told(mine: desk.Desk) -> None:
    """What the last key did, or why it did not."""
    if mine.trouble:
        st.warning(plain(mine.trouble), icon=":material/warning:")
    elif mine.said:
        st.text(mine.said)
