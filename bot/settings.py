"""Settings: environment variables or a `.env` file, parsed once at the start.

`NAME_FILE` names a file that holds the value of `NAME`, for secrets.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, SecretStr, StringConstraints, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.errors import SettingsError

Origin = Annotated[str, StringConstraints(pattern=r"^https?://[^/\s?#]+$")]
DatabaseURL = Annotated[str, StringConstraints(pattern=r"^(sqlite\+aiosqlite|postgresql\+asyncpg)://")]
Web = Annotated[str, StringConstraints(pattern=r"^https?://[^/\s]+\S*$")]
Key = Annotated[SecretStr, Field(min_length=32)]
LineUserId = Annotated[str, StringConstraints(pattern=r"^U[0-9a-f]{32}$")]


class Settings(BaseSettings):
    """Everything that an operator sets."""

    model_config = SettingsConfigDict(extra="ignore", frozen=True, env_ignore_empty=True)

    line_channel_secret: SecretStr = Field(description="Messaging API channel secret")
    line_channel_access_token: SecretStr = Field(description="Messaging API channel access token")
    line_login_channel_id: str | None = Field(None, description="LINE Login channel ID")
    line_login_channel_secret: SecretStr | None = Field(
        None, validate_default=True, description="LINE Login channel secret"
    )
    line_api_url: Origin = Field("https://api.line.me", description="origin of the Messaging API")
    line_data_url: Origin = Field("https://api-data.line.me", description="origin of message content")
    line_access_url: Origin = Field("https://access.line.me", description="origin of the account-link page")
    enishi_database_url: DatabaseURL = Field(
        "sqlite+aiosqlite:///enishi.db", description="or postgresql+asyncpg://…"
    )
    enishi_content: Path = Field(Path("examples/career"), description="the content folder")
    enishi_public_url: Origin = Field("http://127.0.0.1:8080", description="how browsers reach this server")
    enishi_secret_key: SecretStr = Field(min_length=32, description="signs and encrypts cookies and links")
    enishi_host: str = Field("127.0.0.1", description="where to listen")
    enishi_port: int = Field(8080, ge=0, le=65535, description="where to listen")
    enishi_api_key: SecretStr | None = Field(None, description="bearer key of the operator's own systems")
    enishi_owner_line_id: LineUserId | None = Field(None, description="LINE user ID of the first admin")
    enishi_answers_url: Web | None = Field(
        None, description="where finished and corrected answers are sent to"
    )
    enishi_answers_secret: Key | None = Field(
        None, validate_default=True, description="signs these answers, 32 characters or more"
    )
    enishi_handover_url: Web | None = Field(
        None, description="the page of your site that hands a signed-in member over"
    )
    enishi_handover_secret: Key | None = Field(
        None, validate_default=True, description="your site signs hand-overs with it, 32 characters or more"
    )
    enishi_site_secret: Key | None = Field(
        None, description="signs who enters your site from LINE, 32 characters or more"
    )
    enishi_oidc_issuer: Web | None = Field(None, description="your OpenID Connect provider")
    enishi_oidc_client_id: str | None = Field(
        None, validate_default=True, description="as which your provider knows us"
    )
    enishi_oidc_client_secret: SecretStr | None = Field(
        None, description="our secret at your provider; none for a public client"
    )
    enishi_oidc_scope: str = Field("openid profile", description="what your provider is asked for")
    enishi_oidc_member_claim: str = Field("sub", description="the claim that holds the member ID")

    @field_validator(
        "enishi_answers_secret",
        "enishi_handover_secret",
        "enishi_oidc_client_id",
        "line_login_channel_secret",
    )
    @classmethod
    def _belongs(cls, value: object, info: ValidationInfo) -> object:
        """Tell which of two that belong together is missing."""
        other = _TOGETHER[info.field_name or ""]
        if value is None and info.data.get(other):
            raise ValueError(f"is not set, but {other.upper()} is")
        return value

    @field_validator("enishi_public_url")
    @classmethod
    def _as_browsers_say_it(cls, value: str) -> str:
        """Browsers name themselves as coming from it, and would name this one otherwise."""
        if not value.isascii():
            raise ValueError("must have its host in ASCII (xn--…)")
        if _NEEDLESS.fullmatch(value):
            raise ValueError("must not name the port that http or https has anyway, nor a user")
        return value

    @field_validator("enishi_oidc_issuer", "enishi_handover_url")
    @classmethod
    def _is_safe(cls, value: str | None) -> str | None:
        if value and not value.startswith("https://") and not _LOOPBACK.match(value):
            raise ValueError("must begin with https://")
        return value

    @field_validator("enishi_oidc_scope")
    @classmethod
    def _asks_who(cls, value: str) -> str:
        if "openid" not in value.split():
            raise ValueError("must contain openid")
        return value


_TOGETHER = {
    "line_login_channel_secret": "line_login_channel_id",
    "enishi_answers_secret": "enishi_answers_url",
    "enishi_handover_secret": "enishi_handover_url",
    "enishi_oidc_client_id": "enishi_oidc_issuer",
}
_NEEDLESS = re.compile(r"(http://.*:80|https://.*:443|.*@.*)", re.IGNORECASE)
_LOOPBACK = re.compile(r"http://(127\.0\.0\.1|localhost|\[::1\])(:\d+)?(/|$)")

_SHAPES = {
    "string_too_short": "must have 32 characters or more",
    "too_short": "must have 32 characters or more",
    "string_pattern_mismatch": "has the wrong form",
    "int_parsing": "must be a whole number",
}


def load(env_file: Path | None = Path(".env"), **given: Any) -> Settings:
    """Read the settings, or raise a SettingsError whose one line names the variable and what to do."""
    try:
        return Settings(_env_file=env_file, **{**_from_files(os.environ), **given})  # type: ignore[call-arg]
    except UnicodeDecodeError:
        raise SettingsError(f"{env_file}: cannot be read, save it as UTF-8 text") from None
    except ValidationError as error:
        raise SettingsError("; ".join(_line(dict(each)) for each in error.errors())) from None


def _from_files(environment: Mapping[str, str]) -> dict[str, str]:
    """Read what `NAME_FILE` variables point to."""
    values = {}
    for field in Settings.model_fields:
        path = environment.get(f"{field.upper()}_FILE")
        if path:
            try:
                values[field] = Path(path).read_text(encoding="utf-8").strip()
            except (OSError, UnicodeDecodeError) as error:
                raise SettingsError(f"{field.upper()}_FILE: cannot read {path}: {error}") from None
    return values


def _line(error: Mapping[str, Any]) -> str:
    """Say what is wrong with one variable, never its value."""
    name = str(error["loc"][0]).upper()
    help_text = Settings.model_fields[name.lower()].description
    if error["type"] == "missing":
        return f"{name} is not set: {help_text}; set it in the environment or in .env"
    wrong = _SHAPES.get(error["type"], error["msg"].removeprefix("Value error, "))
    context = error.get("ctx") or {}
    expected = f" (expected {context['pattern']})" if "pattern" in context else ""
    return f"{name} {wrong}{expected}: {help_text}"
