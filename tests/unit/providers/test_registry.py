"""Every provider is found by its file, and built from the same settings."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from studybuddy_core.domain.chat import Provider
from studybuddy_core.domain.errors import ConfigError, ProviderError
from studybuddy_core.providers.registry import make_provider, provider_from, provider_names
from studybuddy_core.settings import Settings, load_settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    keys = {"ANTHROPIC_API_KEY": "sk-a", "OPENAI_API_KEY": "sk-o"}
    return load_settings({"STUDYBUDDY_HOME": str(tmp_path), **keys})


def test_the_three_are_found() -> None:
    assert provider_names() == ("anthropic", "builtin", "openai")


@pytest.mark.parametrize("name", provider_names())
def test_each_is_a_provider_under_its_own_name(name: str, settings: Settings) -> None:
    provider = make_provider(name, settings)
    assert isinstance(provider, Provider)
    assert provider.name == name
    assert provider.model
    assert provider.outside == (name != "builtin")


@pytest.mark.parametrize("name", ["clippy", "faults", "", "__init__", "../settings"])
def test_a_name_nobody_has_lists_those_there_are(name: str, settings: Settings) -> None:
    with pytest.raises(ConfigError, match="anthropic, builtin, openai"):
        make_provider(name, settings)


@pytest.mark.parametrize("name", ["anthropic", "openai"])
def test_without_a_key_the_variable_is_named(name: str, tmp_path: Path) -> None:
    with pytest.raises(ProviderError, match=f"{name.upper()}_API_KEY"):
        make_provider(name, load_settings({"STUDYBUDDY_HOME": str(tmp_path)}))


def test_the_settings_choose(settings: Settings) -> None:
    assert provider_from(settings).name == "anthropic"


def test_the_builtin_tutor_loads_no_vendor() -> None:
    code = ("import sys, tempfile; from studybuddy_core.settings import load_settings;"
            "from studybuddy_core.providers.registry import provider_from;"
            "provider_from(load_settings({'STUDYBUDDY_HOME': tempfile.mkdtemp()}));"
            "assert not {'anthropic', 'openai'} & set(sys.modules)")  # fmt: skip
    subprocess.run([sys.executable, "-c", code], check=True)
