"""The pages of linking as the settings want them: with the operator's sign-in, where one is set up.

Made once by the composition root, which closes them in the end.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Protocol

from bot import content
from bot.clock import Clock
from bot.db import Database
from bot.line import Line, LineError
from bot.line_login import LineLogin
from bot.settings import Settings
from linking import handover, oidc, words
from linking.directory import Directory
from linking.members import Elsewhere
from linking.passwords import Passwords
from linking.provider import Provider
from linking.records import Records
from linking.site import Pages
from linking.withdrawal import Withdrawal


class Published(Protocol):
    """What is needed of the content that is published now."""

    @property
    def service(self) -> content.Service: ...
    @property
    def declared(self) -> content.Declared: ...
    @property
    def pages(self) -> Mapping[str, content.Page]: ...


class Opening:
    """`pages` is what the routes are made from, `login` the door to LINE Login, if there is a channel for it.

    `withdrawal` takes back what people have let LINE Login tell us.
    """

    def __init__(
        self,
        settings: Settings,
        database: Database,
        clock: Clock,
        line: Line,
        now: Callable[[], Published],
        told: Callable[[], None],
    ) -> None:
        self._settings, self._database, self._clock, self._line = settings, database, clock, line
        self._providers: list[Provider] = []
        self.login = _login(settings, clock)
        records = Records(database, clock, lambda: now().declared, told)
        self.pages = Pages(
            database=database,
            clock=clock,
            public_url=settings.enishi_public_url,
            access_url=settings.line_access_url,
            secret_key=settings.enishi_secret_key.get_secret_value(),
            source=Directory(database, clock, Passwords()),
            issue_link_token=line.issue_link_token,
            service=lambda: now().service,
            content_page=lambda name: now().pages.get(name),
            declared=lambda: now().declared,
            elsewhere=self._elsewhere(records),
            login="/login" if self.login else None,
            chat=partial(self._address, words.chat_address),
            befriend=partial(self._address, words.friend_address),
            told=told,
        )
        self.withdrawal = self._withdrawal()

    def _elsewhere(self, records: Records) -> dict[str, Elsewhere]:
        """Return the sources that are set up, by the name in the address to which people come back."""
        found: dict[str, Elsewhere] = {}
        url, secret = self._settings.enishi_handover_url, self._settings.enishi_handover_secret
        if url and secret:
            key, audience = secret.get_secret_value(), self._settings.enishi_public_url
            found[handover.NAME] = handover.HandOver(
                self._database, self._clock, url, key, audience, records.keep
            )
        issuer, client_id = self._settings.enishi_oidc_issuer, self._settings.enishi_oidc_client_id
        if issuer and client_id:
            self._providers.append(Provider(self._clock, issuer))
            found[oidc.NAME] = oidc.OpenId(
                self._clock, self._providers[0], self._client(client_id), records.keep
            )
        return found

    def _client(self, client_id: str) -> oidc.Client:
        secret = self._settings.enishi_oidc_client_secret
        return oidc.Client(
            client_id,
            secret.get_secret_value() if secret else None,
            self._settings.enishi_oidc_scope,
            self._settings.enishi_oidc_member_claim,
        )

    def _withdrawal(self) -> Withdrawal | None:
        key = self.pages.secret_key
        return Withdrawal(self._database, self._clock, self.login, key) if self.login else None

    async def _address(self, of: Callable[[str], str]) -> str | None:
        """Return an address of the account at LINE, if LINE says as whom it is known."""
        try:
            return of(await self._line.basic_id())
        except LineError:
            return None

    async def close(self) -> None:
        """Close the connections."""
        for each in self._providers:
            await each.close()
        if self.login:
            await self.login.close()


def _login(settings: Settings, clock: Clock) -> LineLogin | None:
    """Return LINE Login's door, if the settings name a channel."""
    channel, secret = settings.line_login_channel_id, settings.line_login_channel_secret
    if channel is None or secret is None:
        return None
    return LineLogin(settings, channel, secret.get_secret_value(), clock)
