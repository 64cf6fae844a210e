"""Imported documents in shadow: what each would have changed since it came, and the two answers to it."""

from __future__ import annotations

import streamlit as st

from pages.ui import times
from pages.ui.policy_changes import changes_table
from pages.ui.states import empty
from pages.ui.trying import told_here
from pages.ui.words import count_of, plain
from studybuddy_core.domain.access import Actor, Role
from studybuddy_core.domain.errors import PolicyError
from studybuddy_core.services.bootstrap import App
from studybuddy_core.services.shadowing import Standing

HOW = "A researcher imports one with the command studybuddy policy import; it changes nothing until it is published."


def shadow_panel(actor: Actor, app: App) -> None:
    """Draw everything that is in shadow, oldest first."""
    found = app.shadowing.standings(actor)
    st.header("In shadow", anchor=False)
    if not found:
        empty("Nothing is in shadow.", HOW)
    for standing in found:
        _document(actor, app, standing)


def _document(actor: Actor, app: App, standing: Standing) -> None:
    shadow, tally = standing.shadow, standing.tally
    with st.container(border=True, key=f"shadow_{shadow.id}"):
        when = times.moment(shadow.at, app.clock.now())
        st.text(f"“{shadow.name}”, imported by {standing.by} · {when}")
        st.text(f"Why: {shadow.why}")
        if standing.problems:
            st.error(plain("It can't be read any more: " + "; ".join(standing.problems)), icon=":material/error:")
        elif not tally.messages:
            st.caption("Nothing was said since, so nothing would have been decided otherwise yet.")
        else:
            said = count_of(tally.messages, "text")
            st.text(f"{tally.changed:,} of {said} since then would have been decided otherwise: {tally.blocked:,} "
                    f"stopped, {tally.unknown:,} unknown.")  # fmt: skip
            met = " · ".join(f"{rule} met by {n:,}" for rule, n in standing.met.items())
            st.caption(plain(met or "It has no rule on words."))
        if standing.changes:
            with st.popover("What publishing would change", type="tertiary"):
                changes_table(standing.changes)
        elif not standing.problems:
            st.caption("All of it holds already, so it can be withdrawn.")
        if standing.weaker:
            st.warning(plain(f"Somebody else must approve it: {', '.join(standing.weaker)} would hold less."),
                       icon=":material/group:")  # fmt: skip
        if actor.role is Role.RESEARCHER:
            _answers(actor, app, standing)


def _answers(actor: Actor, app: App, standing: Standing) -> None:
    id = standing.shadow.id
    with st.container(horizontal=True, vertical_alignment="bottom"):
        why = st.text_input("Why (stays in the history)", key=f"shadow_why_{id}", max_chars=2_000)
        publish = bool(standing.changes) and st.button(
            "Propose" if standing.weaker else "Publish now", key=f"shadow_publish_{id}", icon=":material/publish:"
        )
        withdraw = st.button("Withdraw", key=f"shadow_withdraw_{id}", type="tertiary")
    if not (publish or withdraw):
        return
    with told_here():
        if publish:
            try:
                done = app.shadowing.publish(actor, id, why=why)
            except PolicyError as error:
                st.error(plain(str(error)), icon=":material/error:")
                return
            said = "Published. It holds from every child's next message." if done.activation else "Proposed; it waits."
        else:
            app.shadowing.withdraw(actor, id, why=why)
            said = "Withdrawn. Nothing that a child sees has changed."
        st.session_state["policies_said"] = said
        st.rerun()
