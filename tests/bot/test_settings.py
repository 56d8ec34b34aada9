"""Settings: from the environment, a `.env` file or files of secrets; a mistake is one line."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import SettingsError
from bot.settings import Settings, load

GOOD = {
    "LINE_CHANNEL_SECRET": "channel secret",
    "LINE_CHANNEL_ACCESS_TOKEN": "channel token",
    "ENISHI_SECRET_KEY": "k" * 32,
}


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """An environment with what is required and nothing else of ours."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
        monkeypatch.delenv(f"{name.upper()}_FILE", raising=False)
    for name, value in GOOD.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


def test_what_is_required_is_enough(environment: pytest.MonkeyPatch) -> None:
    """With the three required variables everything else has the default of the contract."""
    settings = load(None)
    assert settings.line_api_url == "https://api.line.me"
    assert settings.line_data_url == "https://api-data.line.me"
    assert settings.line_access_url == "https://access.line.me"
    assert settings.enishi_database_url == "sqlite+aiosqlite:///enishi.db"
    assert settings.enishi_content == Path("examples/career")
    assert settings.enishi_public_url == "http://127.0.0.1:8080"
    assert (settings.enishi_host, settings.enishi_port) == ("127.0.0.1", 8080)
    assert settings.enishi_api_key is None
    assert settings.enishi_owner_line_id is None
    assert settings.line_login_channel_id is None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LINE_CHANNEL_SECRET", None),
        ("LINE_CHANNEL_ACCESS_TOKEN", None),
        ("ENISHI_SECRET_KEY", None),
        ("ENISHI_SECRET_KEY", "too short"),
        ("LINE_API_URL", "api.line.me"),
        ("LINE_DATA_URL", "https://api-data.line.me/v2"),
        ("LINE_ACCESS_URL", "ftp://access.line.me"),
        ("ENISHI_DATABASE_URL", "mysql://localhost"),
        ("ENISHI_DATABASE_URL", "sqlite:///enishi.db"),
        ("ENISHI_PUBLIC_URL", "https://example.jp/"),
        ("ENISHI_PUBLIC_URL", "https://example.jp:443"),
        ("ENISHI_PUBLIC_URL", "http://example.jp:80"),
        ("ENISHI_PUBLIC_URL", "https://me@example.jp"),
        ("ENISHI_PUBLIC_URL", "https://相談室.example"),
        ("ENISHI_PORT", "http"),
        ("ENISHI_PORT", "99999"),
        ("ENISHI_OWNER_LINE_ID", "@takahashi"),
        ("ENISHI_OIDC_ISSUER", "http://login.example.jp"),
        ("ENISHI_OIDC_ISSUER", "login.example.jp"),
        ("ENISHI_OIDC_SCOPE", "profile"),
        ("ENISHI_HANDOVER_URL", "http://example.jp/line"),
        ("ENISHI_HANDOVER_SECRET", "too short"),
    ],
)
def test_a_mistake_is_one_line_that_names_the_variable(
    environment: pytest.MonkeyPatch, name: str, value: str | None
) -> None:
    """What is missing or malformed is said in a line with the variable's name, and without its value."""
    if value is None:
        environment.delenv(name)
    else:
        environment.setenv(name, value)
    with pytest.raises(SettingsError) as mistake:
        load(None)
    said = str(mistake.value)
    assert name in said
    assert "\n" not in said
    assert value is None or value not in said.replace(
        Settings.model_fields[name.lower()].description or "", ""
    )


@pytest.mark.parametrize(
    ("name", "value", "missing"),
    [
        ("ENISHI_OIDC_ISSUER", "https://login.example.jp", "ENISHI_OIDC_CLIENT_ID"),
        ("ENISHI_HANDOVER_URL", "https://example.jp/line", "ENISHI_HANDOVER_SECRET"),
        ("ENISHI_ANSWERS_URL", "https://example.jp/answers", "ENISHI_ANSWERS_SECRET"),
    ],
)
def test_what_belongs_together_is_set_together(
    environment: pytest.MonkeyPatch, name: str, value: str, missing: str
) -> None:
    """Of two settings that need each other, the one that is missing is named with the one that is there."""
    environment.setenv(name, value)
    with pytest.raises(SettingsError, match=f"^{missing} is not set, but {name} is"):
        load(None)


def test_several_mistakes_are_one_line_too(environment: pytest.MonkeyPatch) -> None:
    """Whoever forgot two variables learns of both at once."""
    environment.delenv("LINE_CHANNEL_SECRET")
    environment.setenv("ENISHI_PORT", "http")
    with pytest.raises(SettingsError, match=r"^LINE_CHANNEL_SECRET is not set.*; ENISHI_PORT must be"):
        load(None)


def test_a_dot_env_file_fills_in_and_the_environment_wins(
    environment: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """`.env` gives what the environment does not; what is not ours in it is ignored; empty means unset."""
    file = tmp_path / ".env"
    file.write_text(
        "ENISHI_PORT=9000\nENISHI_HOST=0.0.0.0\nPATH=/nowhere\nENISHI_API_KEY=\n", encoding="utf-8"
    )
    environment.setenv("ENISHI_HOST", "127.0.0.2")
    settings = load(file)
    assert (settings.enishi_port, settings.enishi_host, settings.enishi_api_key) == (9000, "127.0.0.2", None)


def test_a_secret_can_stand_in_a_file(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """NAME_FILE names a file with the value, whose last line break does not count."""
    file = tmp_path / "secret"
    file.write_text("from a file\n", encoding="utf-8")
    environment.delenv("LINE_CHANNEL_SECRET")
    environment.setenv("LINE_CHANNEL_SECRET_FILE", str(file))
    assert load(None).line_channel_secret.get_secret_value() == "from a file"


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00"])
def test_a_file_that_cannot_be_read_is_one_line(
    environment: pytest.MonkeyPatch, tmp_path: Path, content: bytes | None
) -> None:
    """A file of a secret that is missing or no text is named with its variable."""
    file = tmp_path / "secret"
    if content is not None:
        file.write_bytes(content)
    environment.setenv("LINE_CHANNEL_SECRET_FILE", str(file))
    with pytest.raises(SettingsError, match=r"^LINE_CHANNEL_SECRET_FILE: cannot read .*secret"):
        load(None)


def test_a_dot_env_that_is_no_text_is_one_line(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A `.env` file in another encoding is a clear line, not a traceback."""
    file = tmp_path / ".env"
    file.write_bytes("ENISHI_HOST=ホスト".encode("shift_jis"))
    with pytest.raises(SettingsError, match=r"\.env"):
        load(file)


def test_no_secret_shows_in_what_is_printed(environment: pytest.MonkeyPatch) -> None:
    """Printed settings carry no secret."""
    shown = repr(load(None))
    assert not [value for value in GOOD.values() if value in shown]
