"""No role sees or does what it may not, and nothing can be added without somebody deciding who may."""

from __future__ import annotations

import ast
from pathlib import Path
from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest

from pages.ui import who
from pages.ui.composition import composition
from pages.ui.registry import PAGES as PAGES_FOLDER
from pages.ui.registry import FoundPage, all_pages, pages_for, read_page
from studybuddy_core.domain.access import GRANTS, Actor, Role, Subject, Verb
from studybuddy_core.domain.errors import ConfigError, NotAllowed, NotFound
from studybuddy_core.services.acting import Action, action, all_actions, ensure, service_class, unguarded_methods
from tests.contract.matrix import ACTIONS, PAGES

FOUND = all_pages()
ALL_ACTIONS = all_actions()
NOT_THEIRS = "This page is not for this account."


def person(role: Role, school: str = "sch_a") -> Actor:
    return Actor("acc_1", school, role, "Somebody")


def url_of(found: FoundPage) -> str:
    return found.spec.url


def missing_rows(pages: tuple[FoundPage, ...], rows: dict[str, set[Role]]) -> set[str]:
    return {found.spec.url for found in pages} - set(rows)


def signed_in_as(monkeypatch: pytest.MonkeyPatch, actor: Actor | None) -> None:
    accounts = SimpleNamespace(actor_of=lambda _token, active=True: actor)
    monkeypatch.setattr(who, "session_token", lambda: "a token" if actor else "")
    monkeypatch.setattr(composition, "app", lambda: SimpleNamespace(accounts=accounts))


def test_every_page_has_a_row_and_every_row_a_page() -> None:
    assert {found.spec.url for found in FOUND} == set(PAGES), "add the page's row to tests/contract/matrix.py"


def test_every_action_has_a_row_and_every_row_an_action() -> None:
    assert {act.name for act in ALL_ACTIONS} == set(ACTIONS), "add the action's row to tests/contract/matrix.py"


def test_nothing_takes_an_actor_without_asking_whether_they_may() -> None:
    assert unguarded_methods() == ()


@pytest.mark.parametrize("found", FOUND, ids=url_of)
def test_a_page_is_open_to_the_roles_of_its_row_and_no_others(found: FoundPage) -> None:
    assert {role for role in Role if found.spec.open_to(role)} == PAGES[found.spec.url]


@pytest.mark.parametrize("act", ALL_ACTIONS, ids=lambda act: act.name)
def test_an_action_is_open_to_the_roles_of_its_row_and_no_others(act: Action) -> None:
    assert set(act.roles) == ACTIONS[act.name]


@pytest.mark.parametrize(
    ("act", "role"),
    [(act, role) for act in ALL_ACTIONS for role in Role if role not in ACTIONS.get(act.name, ())],
    ids=lambda part: part.name if isinstance(part, Action) else str(part),
)
def test_an_action_refuses_every_other_role_before_it_does_anything(act: Action, role: Role) -> None:
    kind = service_class(act)
    with pytest.raises(NotAllowed):
        getattr(object.__new__(kind), act.method)(person(role))


@pytest.mark.parametrize(
    ("found", "role"),
    [(found, role) for found in FOUND for role in (None, *Role) if role not in PAGES.get(found.spec.url, ())],
    ids=lambda part: url_of(part) if isinstance(part, FoundPage) else str(part),
)
def test_a_page_file_run_by_itself_refuses_whoever_may_not(
    found: FoundPage, role: Role | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed_in_as(monkeypatch, person(role) if role else None)
    page = AppTest.from_file(str(found.path), default_timeout=10).run()
    assert not page.exception
    shown = [element.value for element in page.text]
    assert shown == (["Please sign in first."] if role is None else [NOT_THEIRS])
    assert not page.button


@pytest.mark.parametrize("found", FOUND, ids=url_of)
def test_asking_who_is_here_is_the_first_thing_a_page_does(found: FoundPage) -> None:
    body = ast.parse(found.path.read_text(encoding="utf-8")).body
    quiet = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef)
    first = next(
        node
        for node in body[1:]
        if not isinstance(node, quiet) and not (isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "PAGE")
    )
    assert "require(PAGE)" in ast.unparse(first), f"{found.path} must begin with here = frame.require(PAGE)"


def test_no_page_lies_where_streamlit_would_serve_it_past_the_sign_in() -> None:
    assert [path.name for path in PAGES_FOLDER.glob("*.py")] == ["__init__.py"]
    assert not (PAGES_FOLDER / "ui" / "pages").exists()


def write_page(folder: Path, name: str, text: str) -> Path:
    path = folder / "teacher" / name
    path.parent.mkdir(exist_ok=True, parents=True)
    path.write_text(text, encoding="utf-8")
    return path


GOOD = 'PAGE = PageSpec(url="new", title="New", icon="flag", verbs=(Verb.REVIEW,))\n'


def test_a_page_that_names_no_verb_is_found_out(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="declares no PAGE"):
        read_page(write_page(tmp_path, "new.py", "import streamlit as st\nst.write(1)\n"))


def test_a_new_page_without_a_row_is_found_out(tmp_path: Path) -> None:
    write_page(tmp_path, "new.py", GOOD)
    assert missing_rows(all_pages(tmp_path), PAGES) == {"new"}
    assert [page.spec.url for page in pages_for(Role.TEACHER, tmp_path)] == ["new"]
    assert pages_for(Role.LEARNER, tmp_path) == ()


def test_two_pages_can_not_share_an_address(tmp_path: Path) -> None:
    write_page(tmp_path, "new.py", GOOD)
    write_page(tmp_path, "newer.py", GOOD)
    with pytest.raises(ConfigError, match="/new"):
        all_pages(tmp_path)


def test_a_stray_page_is_found_out(tmp_path: Path) -> None:
    (tmp_path / "stray.py").write_text(GOOD, encoding="utf-8")
    with pytest.raises(ConfigError, match="directly in pages"):
        all_pages(tmp_path)


def test_an_action_asks_for_the_verb_before_its_own_code() -> None:
    class Sample:
        done = 0

        @action(Verb.PUBLISH)
        def publish(self, actor: Actor) -> int:
            self.done += 1
            return self.done

    sample = Sample()
    for role in Role:
        if role in GRANTS[Verb.PUBLISH]:
            continue
        with pytest.raises(NotAllowed):
            sample.publish(person(role))
    assert sample.done == 0
    assert sample.publish(person(Role.RESEARCHER)) == 1


@pytest.mark.parametrize("verb", Verb)
@pytest.mark.parametrize("role", Role)
def test_another_schools_things_do_not_exist_whatever_the_role(role: Role, verb: Verb) -> None:
    elsewhere = Subject("sch_b", owner="acc_2")
    with pytest.raises((NotAllowed, NotFound)):
        ensure(person(role), verb, elsewhere)
