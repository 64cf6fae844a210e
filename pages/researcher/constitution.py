"""Constitution: the tutor's principles, what each has changed, their tests, and how answers are made and checked."""

import streamlit as st

from pages.ui import frame
from pages.ui.conduct_form import conduct_form
from pages.ui.constitution_desk import LEFT_AS_IS, draft_of, publish_dialog, results_list, start
from pages.ui.registry import PageSpec
from pages.ui.states import empty
from pages.ui.trying import told_here
from pages.ui.words import count_of, plain
from studybuddy_core.domain.access import Role, Verb
from studybuddy_core.domain.errors import PolicyError
from studybuddy_core.services.constituting import Constitution

PAGE = PageSpec(url="constitution", title="Constitution", icon="gavel", verbs=(Verb.TUNE, Verb.APPROVE), order=40)
here = frame.require(PAGE)

TEXT, RESULTS, SAID, ASKED = "constitution_text", "constitution_results", "constitution_said", "constitution_asked"


def principles(now: Constitution) -> None:
    """Every principle with its weight, and in how many drafts it was found."""
    for one in now.effects:
        p = one.principle
        with st.container(border=True, gap=None, key=f"constitution_{p.id}"):
            st.text(p.text)
            found = f"found in {one.found} critiqued turns" if one.found.n else "no draft was read against it yet"
            st.caption(plain(f"{p.id} · weight {p.weight:g} · {count_of(len(p.tests), 'test')} · {found}"))
            if p.example:
                st.caption(plain(f"Example: {p.example}"))


def edit(now: Constitution) -> None:
    """The document, the switches, and what can be done with them."""
    start(now, TEXT)
    st.text_area("Principles (YAML)", key=TEXT, height=420, max_chars=60_000,
                 help="Each principle has an id, a weight, a text, an example and tests.")  # fmt: skip
    conduct = conduct_form(outside=now.outside)
    text = st.session_state[TEXT]
    with st.container(horizontal=True):
        tried = st.button("Run the tests", key="constitution_try", icon=":material/play_arrow:")
        st.button("Start again from what holds", key="constitution_reset", type="tertiary",
                  on_click=lambda: start(now, TEXT, again=True))  # fmt: skip
        asked = st.button("Publish …", key="go_constitution_publish", type="primary")
    with told_here():
        try:
            draft = draft_of(here, text, conduct)
            if tried:
                with st.spinner("Running every test through the five layers …"):
                    found = here.app.constituting.try_out(here.actor, text, conduct)
                    st.session_state[RESULTS] = tuple(found)
        except PolicyError as error:
            st.error(plain(str(error)), icon=":material/error:")
            return
        if asked and not draft.changes:
            st.info(LEFT_AS_IS, icon=":material/info:")
        elif asked:
            st.session_state[ASKED] = True
        if draft.changes and st.session_state.pop(ASKED, False):
            publish_dialog(here, text, conduct, draft, now.activation, SAID)


with frame.page(width=frame.WORK):
    constitution = here.app.constituting.room(here.actor)
    who = "an outside model" if constitution.outside else "the built-in tutor, whose words are fixed"
    frame.header(here, "Constitution", f"{count_of(len(constitution.effects), 'principle')}. Answers come from {who}.")
    if said := st.session_state.pop(SAID, ""):
        st.text(said)
    left, right = st.columns([5, 6], gap="medium")
    with left:
        st.header("Principles that hold", anchor=False)
        seen = count_of(constitution.critiqued, "turn")
        st.caption(f"In the last 30 days the drafts of {seen} were read against them.")
        principles(constitution)
    with right:
        st.header("Change and test", anchor=False)
        if here.actor.role is Role.RESEARCHER:
            edit(constitution)
        else:
            empty("A researcher writes changes.", "What would hold less back waits for you under Policies.")
        st.header("Tests", anchor=False)
        results_list(st.session_state.get(RESULTS, ()))
