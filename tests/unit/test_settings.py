"""Where settings come from, which wins, and what is refused with a way to mend it."""

from __future__ import annotations

import stat
import threading
from pathlib import Path

import pytest

from studybuddy_core.domain.errors import ConfigError
from studybuddy_core.settings import Settings, load_settings, write_private

LONG = "k" * 40


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def load(home: Path, **env: str) -> Settings:
    return load_settings({"STUDYBUDDY_HOME": str(home), **env})


def make_real(home: Path, settings: str = "", keys: str = f'secret_key = "{LONG}"\n') -> None:
    write_private(home / "studybuddy.toml", settings)
    write_private(home / "keys.toml", keys)


def test_an_empty_home_is_the_demo_school_with_a_key_that_stays(home: Path) -> None:
    first, second = load(home), load(home)
    assert first.demo
    assert first.database_url == f"sqlite:///{home / 'studybuddy.db'}"
    assert first.secret_key.get_secret_value() == second.secret_key.get_secret_value()
    assert len(first.secret_key.get_secret_value()) >= 32
    assert stat.S_IMODE((home / "keys.toml").stat().st_mode) == 0o600


def test_the_home_defaults_to_var_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert load_settings({}).home == tmp_path / "var"


def test_two_starts_at_once_agree_on_one_key(home: Path) -> None:
    keys: list[str] = []
    gate = threading.Barrier(8)

    def start() -> None:
        gate.wait()
        keys.append(load(home).secret_key.get_secret_value())

    threads = [threading.Thread(target=start) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(keys) == 8
    assert len(set(keys)) == 1
    assert [path.name for path in home.iterdir()] == ["keys.toml"], "no draft is left behind"


def test_the_environment_wins_over_the_files(home: Path) -> None:
    make_real(home, 'port = 8600\nopenai_model = "from-file"\n')
    settings = load(home, STUDYBUDDY_PORT="8700", STUDYBUDDY_WORKERS="")
    assert (settings.port, settings.openai_model, settings.workers, settings.demo) == (8700, "from-file", 16, False)


@pytest.mark.parametrize(
    ("env", "name"),
    [
        ({}, "builtin"),
        ({"ANTHROPIC_API_KEY": "sk"}, "anthropic"),
        ({"OPENAI_API_KEY": "sk"}, "openai"),
        ({"STUDYBUDDY_OPENAI_BASE_URL": "http://127.0.0.1:11434/v1"}, "openai"),
        ({"ANTHROPIC_API_KEY": "sk", "OPENAI_API_KEY": "sk"}, "anthropic"),
        ({"ANTHROPIC_API_KEY": "sk", "STUDYBUDDY_PROVIDER": "builtin"}, "builtin"),
        ({"ANTHROPIC_API_KEY": "  "}, "builtin"),
    ],
)
def test_the_provider_follows_the_keys(home: Path, env: dict[str, str], name: str) -> None:
    assert load(home, **env).provider_name == name


def test_secrets_are_never_printed(home: Path) -> None:
    settings = load(home, ANTHROPIC_API_KEY="sk-ant-hush", STUDYBUDDY_DATABASE_URL="postgresql://a:hush@h/d",
                    STUDYBUDDY_SECRET_KEY="hush" * 10)  # fmt: skip
    assert "hush" not in repr(settings)
    assert "hush" not in str(settings)


def test_a_session_cookie_stays_on_https_away_from_this_machine(home: Path) -> None:
    assert not load(home).secure_cookies
    assert load(home, STUDYBUDDY_HOST="0.0.0.0").secure_cookies
    assert load(home, STUDYBUDDY_PUBLIC_URL="https://tutor.school.example").secure_cookies
    assert not load(home, STUDYBUDDY_HOST="0.0.0.0", STUDYBUDDY_SECURE_COOKIES="0").secure_cookies


def test_nothing_can_be_changed_later(home: Path) -> None:
    with pytest.raises(ValueError, match="frozen"):
        load(home).port = 1


@pytest.mark.parametrize(
    ("env", "says"),
    [
        ({"STUDYBUDDY_PORT": "many"}, "STUDYBUDDY_PORT"),
        ({"STUDYBUDDY_PORT": "70000"}, "65535"),
        ({"STUDYBUDDY_PROVIDER": "clippy"}, "'builtin'"),
        ({"STUDYBUDDY_PROVIDER": "anthropic"}, "ANTHROPIC_API_KEY"),
        ({"STUDYBUDDY_PROVIDER": "openai"}, "STUDYBUDDY_OPENAI_BASE_URL"),
        ({"ANTHROPIC_API_KEY": "sk-ant\nhush"}, "paste it again"),
        ({"STUDYBUDDY_DATABASE_URL": "postgresql://h/d"}, "studybuddy init"),
        ({"STUDYBUDDY_DATABASE_URL": "postgresql://h/d", "STUDYBUDDY_SECRET_KEY": "changeme"}, "32 characters"),
        ({"STUDYBUDDY_DEMO": "0"}, "studybuddy init"),
    ],
)
def test_what_cannot_be_used_is_refused_with_a_way_out(home: Path, env: dict[str, str], says: str) -> None:
    with pytest.raises(ConfigError, match=says) as refused:
        load(home, **env)
    assert "hush" not in str(refused.value)
    assert "pydantic" not in str(refused.value)


def test_a_real_school_can_never_become_a_demo(home: Path) -> None:
    make_real(home)
    with pytest.raises(ConfigError, match="real school"):
        load(home, STUDYBUDDY_DEMO="1")


def test_a_demo_may_have_a_database_of_its_own(home: Path) -> None:
    settings = load(home, STUDYBUDDY_DEMO="1", STUDYBUDDY_DATABASE_URL="sqlite:////tmp/x.db")
    assert (settings.demo, settings.database_url) == (True, "sqlite:////tmp/x.db")


def test_a_database_named_from_here_is_found_from_anywhere(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(home.parent)
    settings = load(home, STUDYBUDDY_DEMO="1", STUDYBUDDY_DATABASE_URL="sqlite:///x.db")
    assert settings.database_url == f"sqlite:///{home.parent}/x.db"


@pytest.mark.parametrize(
    ("settings", "keys", "says"),
    [
        ("port = ", "", "not valid TOML"),
        ("prot = 8600", "", "prot"),
        ("", "", "studybuddy init"),
        ("", 'secret_key = "short"', "32 characters"),
    ],
)
def test_a_broken_file_names_itself(home: Path, settings: str, keys: str, says: str) -> None:
    make_real(home, settings, keys)
    with pytest.raises(ConfigError, match=says):
        load(home)


def test_keys_that_others_can_read_are_refused(home: Path) -> None:
    make_real(home)
    (home / "keys.toml").chmod(0o644)
    with pytest.raises(ConfigError, match="chmod 600"):
        load(home)


def test_a_home_that_is_a_file_is_said(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("")
    with pytest.raises(ConfigError):
        load(tmp_path / "home")


def test_a_private_file_is_never_written_over(tmp_path: Path) -> None:
    assert write_private(tmp_path / "keys.toml", "first")
    assert not write_private(tmp_path / "keys.toml", "second")
    assert (tmp_path / "keys.toml").read_text() == "first"


def test_where_a_models_name_is_reached_is_a_table_and_broken_json_is_told(tmp_path: Path) -> None:
    place = '{"gpt-4": {"provider": "openai", "base_url": "http://127.0.0.1/v1"}}'
    found = load_settings({"STUDYBUDDY_HOME": str(tmp_path), "STUDYBUDDY_MODELS": place})
    assert found.models["gpt-4"].base_url == "http://127.0.0.1/v1"
    for broken in ("{", '{"gpt-4": {"provider": "nobody"}}', '{"gpt-4": {"provider": "openai", "modle": "x"}}'):
        with pytest.raises(ConfigError, match="STUDYBUDDY_MODELS"):
            load_settings({"STUDYBUDDY_HOME": str(tmp_path), "STUDYBUDDY_MODELS": broken})
