"""How answers are made, checked and stepped in on, as a form on the Constitution page."""

from __future__ import annotations

import streamlit as st

from studybuddy_core.domain.conduct import (
    LONGEST_INTERVAL,
    MOST_INTERVENTIONS,
    SHORTEST_INTERVAL,
    SWITCHES,
    Conduct,
    steered_labels,
)
from studybuddy_core.domain.drafting import MOST_CALLS, MOST_CRITIQUES, MOST_QUESTIONS, MOST_SAMPLES, Drafting
from studybuddy_core.domain.interventions import USUAL, Steering, Strategy
from studybuddy_core.domain.labels import LABELS, label_spec

_ROUNDS = ("cite", "claims", "samples", "questions", "critiques", "calls", "seconds")
_CHOSEN = tuple(one for one in Strategy if one is not Strategy.ABORT)


def _key(name: str) -> str:
    return f"constitution_{name}"


def start_conduct(now: Conduct) -> None:
    """Put what holds into the form."""
    held = {name: getattr(now.drafting, name) for name in _ROUNDS}
    held |= {f"checked_{name}": name in now.checked for name in SWITCHES}
    held |= {f"strategy_{label}": strategy for label, strategy in now.steering.by_label.items()}
    held |= {
        "grounded": now.grounded, "interval": now.interval, "interventions": now.interventions,
        "labels": list(now.steering.by_label),
    }  # fmt: skip
    held |= {f"allowed_{one.value}": one in now.steering.allowed for one in _CHOSEN}
    for name, value in held.items():
        st.session_state[_key(name)] = value


def conduct_form(*, outside: bool) -> Conduct:
    """Draw the switches; returns them as they are set."""
    st.subheader("Is it true?", anchor=False)
    st.toggle("Look up approved passages for a question", key=_key("grounded"),
              help="Off, whoever answers is given nothing of the library, and no source stands beside it.")  # fmt: skip
    for name, switch in SWITCHES.items():
        st.toggle(switch.title, key=_key(f"checked_{name}"))
    st.caption("From which score on “I'm not sure about this” is said is the line of “"
               f"{label_spec('truth.unsupported').title}”, under Thresholds.")  # fmt: skip
    drafting = _rounds(outside=outside)
    steering = _steering()
    state = st.session_state
    return Conduct(
        drafting, steering, int(state[_key("interventions")]), int(state[_key("interval")]), state[_key("grounded")],
        frozenset(name for name in SWITCHES if state[_key(f"checked_{name}")]),
    )  # fmt: skip


def _rounds(*, outside: bool) -> Drafting:
    st.subheader("What a draft goes through", anchor=False)
    if not outside:
        st.caption("The built-in tutor repeats approved passages, so none of this runs while it answers.")
    st.toggle("Ask for sources", key=_key("cite"))
    st.toggle("Ask the model which claims it made", key=_key("claims"))
    with st.container(horizontal=True):
        st.number_input("Answers compared", 0, MOST_SAMPLES, key=_key("samples"), step=1)
        st.number_input("Verification questions", 0, MOST_QUESTIONS, key=_key("questions"), step=1)
        st.number_input("Critique rounds", 0, MOST_CRITIQUES, key=_key("critiques"), step=1)
    with st.container(horizontal=True):
        st.number_input("Most calls for a turn", 0, MOST_CALLS, key=_key("calls"), step=1)
        st.number_input("Most seconds", 0.0, 60.0, key=_key("seconds"), step=1.0)
    st.caption("Rounds hold the whole draft back until they are through, and each costs calls to the model.")
    return Drafting(**{name: st.session_state[_key(name)] for name in _ROUNDS})


def _steering() -> Steering:
    st.subheader("How to step in", anchor=False)
    with st.container(horizontal=True):
        st.number_input("Check after so many tokens", SHORTEST_INTERVAL, LONGEST_INTERVAL, key=_key("interval"), step=5,
                        help="Every sentence is checked; a longer run of words is cut after so many.")  # fmt: skip
        st.number_input("Most interventions in a turn", 0, MOST_INTERVENTIONS, key=_key("interventions"), step=1)
    for one in _CHOSEN:
        st.toggle(f"{one.wording}: may be used", key=_key(f"allowed_{one.value}"))
    st.caption("Where one may not, the next graver one is used; an answer can always be ended. Whatever is done, the "
               "new words are checked again before a child sees them.")  # fmt: skip
    st.selectbox("Step in otherwise than usual on …", steered_labels(), index=None, key=_key("another"),
                 format_func=_title, placeholder="A label, or a whole family", on_change=_add)  # fmt: skip
    by_label = {}
    for label in st.session_state[_key("labels")]:
        st.session_state.setdefault(_key(f"strategy_{label}"), _usual(label))
        found = st.selectbox(f"On “{_title(label)}”", (*Strategy, None), key=_key(f"strategy_{label}"),
                             format_func=lambda one: one.wording if one else "As usual")  # fmt: skip
        if found is not None:
            by_label[label] = found
    allowed = [one for one in _CHOSEN if st.session_state[_key(f"allowed_{one.value}")]]
    return Steering(by_label, tuple(one for one in Strategy if one in allowed or one is Strategy.ABORT))


def _add() -> None:
    """Give a label a line of its own."""
    state = st.session_state
    label = state[_key("another")]
    if label is not None and label not in state[_key("labels")]:
        state[_key("labels")] = [*state[_key("labels")], label]
    state[_key("another")] = None


def _usual(label: str) -> Strategy:
    return USUAL.get(label) or USUAL.get(label.partition(".")[0], Strategy.STEER)


def _title(label: str) -> str:
    return label_spec(label).title if label in LABELS else f"everything about {label}"
