"""What an emulator is told before it starts: the channel, its people and its knobs.

Built by `python -m emulator` and by tests; never changes afterwards.
"""

import hashlib
import time
from dataclasses import dataclass
from typing import Literal

Role = Literal["student", "advisor", "admin"]

DEFAULT_SECRET = "0123456789abcdef0123456789abcdef"  # noqa: S105 - a channel that exists nowhere else
DEFAULT_TOKEN = "emulator-channel-access-token"  # noqa: S105
DEFAULT_LOGIN_CHANNEL = "1656000000"
DEFAULT_LOGIN_SECRET = "fedcba9876543210fedcba9876543210"  # noqa: S105


def user_id_of(slug: str) -> str:
    """The LINE user id that a slug always gets: U and 32 hex digits."""
    return "U" + hashlib.sha256(f"enishi-emulator:{slug}".encode()).hexdigest()[:32]


def real_ms() -> int:
    """Milliseconds since the epoch by the machine's clock."""
    return time.time_ns() // 1_000_000


@dataclass(frozen=True)
class Person:
    """Somebody with a phone: language is what LINE reports, role and shown are hints for the page."""

    slug: str
    name: str
    language: str = "ja"
    role: Role = "student"
    shown: bool = False


CAST = (
    Person("misaki", "みさき", "ja", "student", shown=True),
    Person("sato", "佐藤", "ja", "advisor", shown=True),
    Person("takahashi", "管理者 高橋", "ja", "admin", shown=True),
    Person("alex", "Alex", "en", "student"),
    Person("suzuki", "鈴木", "ja", "advisor"),
)


@dataclass(frozen=True)
class Config:
    """One channel and how strictly it is played; every field has a value that suits a desk.

    rate_factor scales LINE's rate limits (0 switches them off); bulk_delay_ms is the time until a bulk menu
    call shows; media_delay_ms the time for which sent video and audio are 'being prepared'; seed None draws
    ids from the operating system. login_callbacks are the callback addresses registered for LINE Login;
    id_token_alg is ES256 where LINE speaks to an app.
    """

    channel_secret: str = DEFAULT_SECRET
    channel_access_token: str = DEFAULT_TOKEN
    webhook_url: str | None = None
    bot_user_id: str = user_id_of("bot")
    bot_name: str = "つばめキャリア相談室"
    quota: int | None = None
    seed_users: bool = True
    public_url: str | None = None
    cast: tuple[Person, ...] = CAST
    rate_factor: float = 1.0
    bulk_delay_ms: int = 500
    media_delay_ms: int = 0
    foreign_in_multicast: Literal["silent", "refuse"] = "silent"
    chat_mode: Literal["bot", "chat"] = "bot"
    seed: int | None = None
    login_channel_id: str = DEFAULT_LOGIN_CHANNEL
    login_channel_secret: str = DEFAULT_LOGIN_SECRET
    login_callbacks: tuple[str, ...] = ()
    id_token_alg: Literal["HS256", "ES256"] = "HS256"  # noqa: S105
