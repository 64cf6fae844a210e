"""Bringing documents: for whom, about what, and for each file what came of it."""

from __future__ import annotations

import streamlit as st

from pages.ui import frame
from pages.ui.trying import told_here
from pages.ui.words import count_of, plain
from studybuddy_core.domain.access import Role
from studybuddy_core.domain.errors import BadInput, StudyBuddyError
from studybuddy_core.services.curating import GRADES, SUFFIXES, Inspection, Label

RESULTS, ROUND = "knowledge_results", "knowledge_round"
LARGEST_MB = 20


def bringing_form(here: frame.Here) -> None:
    """Choose files and say for whom they are; bring them, or only look what would be taken."""
    curating, actor = here.app.curating, here.actor
    names = dict(curating.choices(actor))
    only_one = len(names) == 1 and actor.role is Role.TEACHER
    with st.container(border=True, gap="small", key="knowledge_bring"):
        files = st.file_uploader(
            "PDF, Word, PowerPoint, EPUB, Markdown or text", type=[s.removeprefix(".") for s in SUFFIXES],
            accept_multiple_files=True, max_upload_size=LARGEST_MB,
            key=f"knowledge_files_{st.session_state.get(ROUND, 0)}",
        )  # fmt: skip
        with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
            whom = "For classes (none: the whole school)" if actor.role is Role.ADMINISTRATOR else "For classes"
            chosen = st.pills(whom, list(names), key="knowledge_for", selection_mode="multi",
                              format_func=lambda one: plain(names[one]),
                              default=list(names) if only_one else None)  # fmt: skip
            grades = st.pills("Grades", GRADES, key="knowledge_grades", selection_mode="multi", default=list(GRADES))
            subject = st.text_input("Subject", key="knowledge_subject", max_chars=60, width=180)
        with st.container(horizontal=True, gap="small"):
            bring = st.button("Bring", key="go_knowledge_bring", type="primary", icon=":material/upload:",
                              disabled=not files)  # fmt: skip
            look = st.button("Only look what would be taken", key="knowledge_look", disabled=not files)
    if not (files and (bring or look)):
        return
    label = Label(subject or "", tuple(grades or ()), frozenset(chosen or ()))
    results = []
    with told_here(), st.status(f"Reading {count_of(len(files), 'file')} …", expanded=True) as status:
        if bring and actor.role is Role.TEACHER and not label.classes:
            raise BadInput("Choose for which of your classes it is. For the whole school, ask an administrator.")
        bar = st.progress(0.0)
        for n, file in enumerate(files):
            def told(share: float, done: int = n) -> None:
                bar.progress(min(1.0, (done + share) / len(files)), plain(f"Checking {files[done].name}"))

            told(0.0)
            try:
                if bring:
                    inspection = curating.add(actor, file.name, file.getvalue(), label, told).inspection
                else:
                    inspection = curating.check(actor, file.name, file.getvalue(), told)
                results.append((file.name, told_of(inspection, kept=bring), inspection, ""))
            except StudyBuddyError as refused:
                results.append((file.name, "", None, str(refused)))
        status.update(label="Done", state="complete", expanded=False)
    if results:
        st.session_state[RESULTS] = results
        if bring and all(not refused for *_, refused in results):
            st.session_state[ROUND] = st.session_state.get(ROUND, 0) + 1
        st.rerun()


def told_of(inspection: Inspection, *, kept: bool) -> str:
    """What came of a file, in a sentence."""
    standing, waiting = len(inspection.standing), len(inspection.waiting)
    verb = ("is on the shelf", "are on the shelf") if kept else ("would go on the shelf", "would go on the shelf")
    said = f"{count_of(standing, 'passage')} {verb[standing != 1]}"
    if waiting:
        said += f", {waiting} {'waits' if waiting == 1 else 'wait'} for a look"
    if inspection.links:
        said += f". {count_of(inspection.links, 'web address', 'web addresses')} taken out"
    return said + "."


def results_panel() -> None:
    """For each file of the last time: what came of it, or why it is not taken and what to do."""
    results = st.session_state.get(RESULTS)
    if not results:
        return
    with st.container(gap="xsmall", key="knowledge_told"):
        for n, (name, said, inspection, refused) in enumerate(results):
            if refused:
                st.error(plain(f"{name} is not taken. {refused}"), icon=":material/error:")
                continue
            st.success(plain(f"{name}: {said}"), icon=":material/check:")
            if inspection.hidden:
                hidden_list(inspection.hidden, key=f"knowledge_hidden_{n}")
        st.button("Close this list", key="knowledge_close", type="tertiary",
                  on_click=lambda: st.session_state.pop(RESULTS, None))  # fmt: skip


def hidden_list(hidden: object, *, key: str) -> None:
    """What a reader of the document does not see: told, never taken."""
    rows = [(one.what, one.text, one.page) if hasattr(one, "what") else one for one in hidden]  # type: ignore[attr-defined]
    title = f"{count_of(len(rows), 'hidden text')} in it, not taken"
    with st.expander(title, icon=":material/visibility_off:", key=key):
        for what, text, page in rows[:20]:
            st.text(f"{what}{f', page {page}' if page else ''}: {text}")
        if len(rows) > 20:
            st.caption(f"{len(rows) - 20} more.")
