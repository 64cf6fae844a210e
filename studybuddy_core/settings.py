"""The installation's settings: one frozen object, loaded once and handed down.

Where a setting comes from, strongest first: the environment, ``keys.toml`` (secrets, readable by
its owner alone) and ``studybuddy.toml`` in the home folder, then the default. Nothing else in
the program reads the environment. Thresholds are never settings: they are policy.

A home without ``studybuddy.toml`` and without a database of its own is the *demo school*; its key is
made on first use. Anywhere else a missing key is refused, never replaced by a default one.
"""

from __future__ import annotations

import os
import secrets
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
)

from studybuddy_core.domain.errors import ConfigError

SETTINGS_FILE = "studybuddy.toml"
KEYS_FILE = "keys.toml"
DATABASE_FILE = "studybuddy.db"
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
_MIN_KEY = 32

ProviderChoice = Literal["auto", "anthropic", "openai", "builtin"]
JudgeChoice = Literal["auto", "off", "anthropic", "openai"]
CHAT = "chat"


def _named(setting: str) -> str:
    """The environment variable of a setting; the two provider keys have the names their makers gave them."""
    made_elsewhere = {"anthropic_api_key": "ANTHROPIC_API_KEY", "openai_api_key": "OPENAI_API_KEY"}
    return made_elsewhere.get(setting, f"STUDYBUDDY_{setting.upper()}")


class ModelPlace(BaseModel):
    """Where a model that documents name is reached: its vendor's protocol, its name there, address and key.

    Empty fields are the vendor's usual ones; a table with a key belongs into ``keys.toml``.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    provider: Literal["anthropic", "openai"]
    model: str = ""
    base_url: str = ""
    api_key: SecretStr | None = Field(None, repr=False)


class Settings(BaseSettings):
    """Everything an installation can be told. Secrets are never printed; the database address may hold one."""

    model_config = SettingsConfigDict(
        frozen=True, extra="forbid", alias_generator=_named, populate_by_name=True, hide_input_in_errors=True
    )

    home: Path = Field(description="Where this installation keeps its files")
    database_url: str = Field("", repr=False, description="Address of the database; empty: a file in the home folder")
    demo: bool = Field(False, description="Whether this is the demo school")
    provider: ProviderChoice = Field("auto", description="Which tutor answers")
    anthropic_api_key: SecretStr | None = Field(None, description="Key for Anthropic's models")
    anthropic_base_url: str = Field("", description="Another address for Anthropic's protocol")
    anthropic_model: str = Field("claude-haiku-5-5", description="Anthropic model")
    openai_api_key: SecretStr | None = Field(None, description="Key for OpenAI's or a compatible endpoint")
    openai_base_url: str = Field("", description="Address of a compatible endpoint (vLLM, Ollama, llama.cpp, Gemini)")
    openai_model: str = Field("gpt-5.4-mini", description="Model at OpenAI or the compatible endpoint")
    judge: JudgeChoice = Field("auto", description="Who reads what the checks are in doubt about; auto: as the tutor")
    judge_dialect: str = Field(CHAT, description="How the judge is spoken to: chat, moderation, llama_guard …")
    judge_model: str = Field("", description="The judge's model; empty: the tutor's, where a chat model judges")
    judge_base_url: str = Field("", description="Address of the judge's server, where it is not the tutor's")
    judge_api_key: SecretStr | None = Field(None, description="Key for the judge's server, where it has its own")
    judge_timeout_s: float = Field(8.0, gt=0, le=30, description="Longest wait for the judge, all tries together")
    judge_wellbeing: bool = Field(False, description="Whether the judge may read what concerns a child's wellbeing")
    models: dict[str, ModelPlace] = Field(default_factory=dict, description="Where models of a panel are reached")
    secret_key: SecretStr = Field(SecretStr(""), description="Key behind sessions, picture passwords and the audit log")
    host: str = Field("127.0.0.1", description="Address to listen on")
    port: int = Field(8501, ge=1, le=65535, description="Port to listen on")
    public_url: str = Field("", description="Address people type, where a proxy stands in front")
    secure_cookies: bool = Field(False, description="Send the session cookie over HTTPS only")
    workers: int = Field(16, ge=1, le=256, description="How many turns may run side by side")
    processes: int | None = Field(None, ge=0, le=64, description="How many processes of their own answer turns; 0: the "
                                  "one that serves the pages; not set: one for every two cores")  # fmt: skip

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003
        init_settings: PydanticBaseSettingsSource,
        *_: Any,
        **__: Any,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Take values only from ``load_settings``: this class itself never looks at the environment."""
        return (init_settings,)

    @field_validator("anthropic_api_key", "openai_api_key", "judge_api_key")
    @classmethod
    def _one_line(cls, key: SecretStr | None) -> SecretStr | None:
        text = key.get_secret_value().strip() if key else ""
        if not all("!" <= character <= "~" for character in text):
            raise ValueError("a key is one line of plain letters and digits; paste it again")
        return SecretStr(text) if text else None

    @model_validator(mode="after")
    def _sound(self) -> Self:
        if not self.demo and len(self.secret_key.get_secret_value()) < _MIN_KEY:
            raise ValueError(
                f"the secret key is missing or shorter than {_MIN_KEY} characters: run `studybuddy init`, "
                "or set STUDYBUDDY_SECRET_KEY"
            )
        if self.provider == "anthropic" and self.anthropic_api_key is None:
            raise ValueError("the provider is anthropic, but there is no key: set ANTHROPIC_API_KEY")
        if self.provider == "openai" and self.openai_api_key is None and not self.openai_base_url:
            raise ValueError("the provider is openai: set OPENAI_API_KEY, or STUDYBUDDY_OPENAI_BASE_URL for your own")
        if self.judge == "anthropic" and self.judge_dialect != CHAT:
            raise ValueError(f"Anthropic's models judge in the dialect {CHAT}: leave STUDYBUDDY_JUDGE_DIALECT out, or "
                             "set STUDYBUDDY_JUDGE=openai")  # fmt: skip
        return self

    @property
    def provider_name(self) -> Literal["anthropic", "openai", "builtin"]:
        """Which provider answers: the one chosen, or the first that has a key or an address."""
        if self.provider != "auto":
            return self.provider
        if self.anthropic_api_key is not None:
            return "anthropic"
        if self.openai_api_key is not None or self.openai_base_url:
            return "openai"
        return "builtin"

    @property
    def judge_name(self) -> Literal["", "anthropic", "openai"]:
        """Whose protocol the judge speaks, "" for no judge: the one chosen, one with a server or dialect of its own,
        or the outside tutor's.
        """
        if self.judge != "auto":
            return "" if self.judge == "off" else self.judge
        if self.judge_base_url or self.judge_dialect != CHAT:
            return "openai"
        return "" if self.provider_name == "builtin" else self.provider_name


class _GivenEnvironment(EnvSettingsSource):
    """Reads settings out of the mapping it was given instead of the process's environment."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self._given = env
        super().__init__(Settings)

    def _load_env_vars(self) -> Mapping[str, str | None]:
        return {name.lower(): value for name, value in self._given.items() if value != ""}


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            values = tomllib.load(file)
    except FileNotFoundError:
        return {}
    except tomllib.TOMLDecodeError as fault:
        raise ConfigError(f"{path} is not valid TOML: {fault}. Mend that line.") from fault
    except OSError as fault:
        raise ConfigError(f"{path} can't be read ({fault.strerror}). Check who owns it.") from fault
    unknown = sorted(set(values) - set(Settings.model_fields) - {"home"})
    if unknown:
        raise ConfigError(f"{path} has settings nobody knows: {', '.join(unknown)}. Take them out or mend the name.")
    return values


def _read_keys(path: Path) -> dict[str, Any]:
    keys = _read_toml(path)
    if keys and os.name == "posix" and path.stat().st_mode & 0o077:
        raise ConfigError(f"{path} holds keys but others can read it. Run: chmod 600 {path}")
    return keys


def write_private(path: Path, text: str) -> bool:
    """Write a new file that only its owner can read; return False, touching nothing, where it is already there.

    The file appears whole or not at all, so two starts at once agree on whose came first.
    """
    draft = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as fault:
        raise ConfigError(
            f"{path} can't be written ({fault.strerror}). Set STUDYBUDDY_HOME to a folder of yours."
        ) from fault
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)
    except FileExistsError:
        return False
    finally:
        draft.unlink(missing_ok=True)
    return True


def new_key() -> str:
    """A fresh secret key of 384 random bits."""
    return secrets.token_urlsafe(48)


def _refused(fault: ValidationError) -> ConfigError:
    lines = []
    for error in fault.errors(include_input=False, include_url=False):
        name = _named(str(error["loc"][0])) if error["loc"] else ""
        lines.append(f"{name}: {error['msg']}" if name else error["msg"].removeprefix("Value error, "))
    return ConfigError("A setting can't be used. " + "; ".join(lines))


def load_settings(env: Mapping[str, str] | None = None, *, make_key: Callable[[], str] = new_key) -> Settings:
    """Load the settings once, at the front door; raise ``ConfigError`` that says what to change.

    ``env`` defaults to the process's environment. In the demo school the missing key is made and kept.
    """
    given = _GivenEnvironment(os.environ if env is None else env)
    try:
        values: dict[str, Any] = {_setting_of(name): value for name, value in given().items()}
    except SettingsError:
        raise ConfigError("STUDYBUDDY_MODELS is not valid JSON. Write it into studybuddy.toml instead.") from None
    home = Path(values.pop("home", "var")).expanduser().resolve()
    written = _read_toml(home / SETTINGS_FILE)
    keys = _read_keys(home / KEYS_FILE)
    merged = {**written, **keys, **values, "home": home}
    real = (home / SETTINGS_FILE).exists()
    if not real and not merged.get("database_url"):
        merged.setdefault("demo", True)
    if real and _truthy(merged.get("demo")):
        raise ConfigError(f"{home} is a real school's home: STUDYBUDDY_DEMO can't be set there. Use another home.")
    merged["database_url"] = _absolute(merged.get("database_url") or f"sqlite:///{home / DATABASE_FILE}")
    if _truthy(merged.get("demo")) and not merged.get("secret_key"):
        write_private(home / KEYS_FILE, f'secret_key = "{make_key()}"\n')
        merged["secret_key"] = _read_keys(home / KEYS_FILE).get("secret_key", "")
    if "secure_cookies" not in merged:
        behind_https = str(merged.get("public_url", "")).startswith("https://")
        merged["secure_cookies"] = behind_https or merged.get("host", "127.0.0.1") not in _LOOPBACK
    try:
        return Settings(**merged)
    except ValidationError as fault:
        raise _refused(fault) from None


def settings_for_now() -> Settings:
    """The settings of a command or a script that keeps nothing: no key is written for it either."""
    return load_settings({"STUDYBUDDY_SECRET_KEY": new_key(), **os.environ})


def _absolute(address: str) -> str:
    """A database file named from here is still the same file when the server runs in another folder."""
    if not isinstance(address, str) or not address.startswith("sqlite:///") or address.startswith("sqlite:////"):
        return address
    name = address.removeprefix("sqlite:///")
    return address if name in {"", ":memory:"} else f"sqlite:///{Path(name).expanduser().absolute()}"


def _setting_of(variable: str) -> str:
    return next((name for name in Settings.model_fields if variable in {name, _named(name)}), variable)


def _truthy(value: object) -> bool:
    return value is True or str(value).strip().lower() in {"1", "true", "yes", "on"}
