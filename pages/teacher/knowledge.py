"""Knowledge: what the tutor may answer from, what waits for a look, and what a child's question would find."""

import streamlit as st

from pages.ui import frame, times
from pages.ui.anchor import left_aligned, reachable
from pages.ui.knowledge_bringing import bringing_form, hidden_list, results_panel
from pages.ui.knowledge_waiting import SAID, UNDO, undo_bar, waiting_lane
from pages.ui.registry import PageSpec
from pages.ui.states import empty
from pages.ui.trying import told_here
from pages.ui.words import count_of, plain
from studybuddy_core.domain.access import Verb
from studybuddy_core.domain.errors import NotFound
from studybuddy_core.services.curating import GRADES, Opened, ShelfCount, Source, StoredPassage

PAGE = PageSpec(url="knowledge", title="Knowledge", icon="menu_book", verbs=(Verb.CURATE,), order=40)
here = frame.require(PAGE)

OPEN, HEIGHT, STEP = "knowledge_open", 460, 40
SHELVES = {"on": "On the shelf", "off": "Taken off"}


def state(count: ShelfCount) -> str:
    """How things stand, in one sentence."""
    own = f"{count_of(count.own, 'passage')} of your own" if count.own else "none of your own yet"
    wait = f"{count.waiting} {'waits' if count.waiting == 1 else 'wait'} for you. " if count.waiting else ""
    return f"{wait}{count.starter:,} starter passages and {own}."


def filters(documents: tuple[Source, ...]) -> list[Source]:
    """The documents that fit what was chosen; the choice stays in the address."""
    classes = sorted({name for source in documents for name in source.class_names})
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom", key="knowledge_filters"):
        words = st.text_input("Name", key="knowledge_words", bind="query-params", width=170, max_chars=100)
        group = st.selectbox("Class", ["", *classes], key="knowledge_class", bind="query-params", width=130,
                             format_func=lambda name: name or "All classes")  # fmt: skip
        subject = st.selectbox("Subject", ["", *sorted({s.subject for s in documents if s.subject})],
                               key="knowledge_about", bind="query-params", width=130,
                               format_func=lambda name: name or "All subjects")  # fmt: skip
    wanted = (words or "").casefold().split()
    return [
        source for source in documents
        if all(word in source.name.casefold() for word in wanted)
        and (not group or group in source.class_names or not source.class_names)
        and (not subject or source.subject == subject)
    ]  # fmt: skip


def line_of(source: Source) -> str:
    """A document in one line."""
    whom = ", ".join(source.class_names) or "whole school"
    return f"{source.name} · {source.kind} · {count_of(source.passages, 'passage')} · {whom}"


def pick(source_id: str) -> None:
    """Open a document."""
    st.session_state[OPEN] = source_id


def list_panel(documents: list[Source]) -> None:
    """The documents that fit, the newest first."""
    left_aligned("knowledge_list")
    height = HEIGHT if len(documents) > 8 else "content"
    with st.container(height=height, border=False, gap="xsmall", key="knowledge_list"):
        for source in documents:
            icon = ":material/flag:" if source.waiting else ":material/description:"
            st.button(plain(line_of(source)), key=f"knowledge_item_{source.id}", icon=icon, width="stretch",
                      wrap=True, on_click=pick, args=(source.id,),
                      type="secondary" if source.id == st.session_state.get(OPEN) else "tertiary")  # fmt: skip


def take_off(opened: Opened) -> None:
    """Take the document off the shelf, or put it back."""
    source, curating = opened.source, here.app.curating
    if not opened.may_change:
        st.caption("It is for others too: an administrator can take it off.")
    elif source.removed_at is None:
        if st.button("Take off the shelf", key="knowledge_remove", icon=":material/remove:"):
            with told_here():
                curating.remove(here.actor, source.id)
                st.session_state[SAID] = f"Off the shelf: {source.name}. Nothing is answered from it any more."
                st.session_state[UNDO] = ("restore", source.id)
                st.rerun()
    elif st.button("Put back on the shelf", key="knowledge_restore", icon=":material/undo:"):
        with told_here():
            curating.restore(here.actor, source.id)
            st.session_state[SAID], st.session_state[UNDO] = f"Back on the shelf: {source.name}.", ("remove", source.id)
            st.rerun()


def passage_row(one: StoredPassage, *, may_change: bool) -> None:
    """One passage as it is, and the way off the shelf."""
    with st.container(border=True, gap="xsmall", key=f"knowledge_passage_{one.id}"):
        where = " · ".join((*one.words.headings, one.words.title, *([f"page {one.page}"] if one.page else [])))
        st.caption(plain(where))
        st.text(one.words.text)
        if not may_change:
            return
        verb, said = ("put_back", "Back on the shelf") if one.withdrawn else ("withdraw", "Off the shelf")
        label = "Put back" if one.withdrawn else "Take off"
        if st.button(label, key=f"knowledge_{verb}_{one.id}", type="tertiary",
                     help="Only this passage; the rest of its document stays"):  # fmt: skip
            with told_here():
                getattr(here.app.curating, verb)(here.actor, one.id)
                st.session_state[SAID] = f"{said}: {one.words.title}."
                st.session_state[UNDO] = ("withdraw" if one.withdrawn else "put_back", one.id)
                st.rerun()


def open_panel(opened: Opened) -> None:
    """The open document: where it is from, what was hidden in it, and its passages."""
    source = opened.source
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.subheader(plain(source.name), anchor=False, width="stretch")
        take_off(opened)
    grades = ", ".join(map(str, source.grades))
    when = times.moment(source.at, here.app.clock.now())
    st.text(f"{source.kind} · grades {grades} · brought by {source.by}, {when}")
    if source.hidden:
        hidden_list(source.hidden, key="knowledge_open_hidden")
    refused = sum(1 for one in opened.quarantined if one.decided_at is not None and not one.approved)
    if refused:
        st.caption(f"{count_of(refused, 'passage')} of it were kept off by a decision.")
    long = len(opened.passages) > 3
    with st.container(height=HEIGHT - 90 if long else "content", border=False, gap="small", key="knowledge_passages"):
        if long:
            reachable(key="knowledge_passages_panel", name="The document's passages")
        for one in opened.passages[:STEP]:
            passage_row(one, may_change=opened.may_change and source.removed_at is None)
        if len(opened.passages) > STEP:
            st.caption(f"The first {STEP} of {len(opened.passages):,}. The search finds the others.")


def opened_now(documents: list[Source]) -> Opened | None:
    """The document on the table: the one of the link, the one picked, else the newest."""
    linked = st.query_params.get("document", "")
    if linked:
        del st.query_params["document"]
        st.session_state[OPEN] = linked
    wanted = st.session_state.get(OPEN, "")
    if not linked and wanted not in {source.id for source in documents}:
        wanted = documents[0].id if documents else ""
    if not wanted:
        return None
    try:
        opened = here.app.curating.open(here.actor, wanted)
    except NotFound:
        st.warning("That document is not here, or not for this account.", icon=":material/warning:")
        return None
    st.session_state[OPEN] = opened.source.id
    return opened


def shelf(starter: int) -> None:
    """The documents and the one that is open."""
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        st.header("Documents", anchor=False)
        which = st.segmented_control("Which", list(SHELVES), key="knowledge_which", default="on", required=True,
                                     format_func=lambda one: SHELVES[one], label_visibility="collapsed")  # fmt: skip
    documents = here.app.curating.documents(here.actor, removed=which == "off")
    if not documents:
        if which == "off":
            empty("Nothing was taken off the shelf.")
        else:
            empty("No documents yet.", f"{starter:,} starter passages for grades 1 to 6 are answered from meanwhile. "
                  "Bring a worksheet or a chapter above.")  # fmt: skip
        return
    fitting = filters(documents)
    if not fitting:
        empty("No document fits.", f"{count_of(len(documents), 'document')} are there. Take a filter away.")
        return
    left, right = st.columns([4, 7], gap="medium")
    with right:
        opened = opened_now(fitting)
        if opened is not None:
            open_panel(opened)
    with left:
        list_panel(fitting)


def search() -> None:
    """What a child's question would find."""
    st.header("What would a child find?", anchor=False)
    names = dict(here.app.curating.choices(here.actor))
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        question = st.text_input("A question in a child's words", key="knowledge_question", bind="query-params",
                                 max_chars=500, width="stretch", placeholder="what do otters eat")  # fmt: skip
        group = st.selectbox("As a child of", ["", *names], index=min(1, len(names)), key="knowledge_as", width=150,
                             format_func=lambda c: names.get(c, "No class"))  # fmt: skip
        grade = st.selectbox("Grade", GRADES, index=3, key="knowledge_grade", width=90)
    if not (question or "").strip():
        return
    with told_here():
        found = here.app.curating.search(here.actor, question, class_id=group or "", grade=grade)
        if not found:
            empty("Nothing fits this question.", "The tutor would say that it does not know, and who to ask.")
        for n, one in enumerate(found, start=1):
            with st.container(border=True, gap="xsmall"):
                origin = " · your documents" if one.own else ""
                st.caption(plain(f"{n} · {one.passage.title} · {one.passage.source}{origin}"))
                st.text(one.passage.text)


with frame.page(width=frame.WORK):
    count = here.app.curating.count(here.actor)
    frame.header(here, "Knowledge", state(count))
    undo_bar(here)
    waiting = here.app.curating.waiting(here.actor)
    if waiting:
        waiting_lane(here, waiting)
    st.header("Bring documents", anchor=False)
    bringing_form(here)
    results_panel()
    shelf(count.starter)
    search()
