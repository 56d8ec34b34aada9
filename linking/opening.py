"""The pages of linking as the settings want them: with the operator's sign-in, where one is set up.

Made once by the composition root, which closes them in the end.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

from bot import content
from bot.clock import Clock
from bot.db import Database
from bot.line import Line, LineError
from bot.settings import Settings
from linking import handover, oidc, words
from linking.directory import Directory
from linking.members import Elsewhere
from linking.passwords import Passwords
from linking.provider import Provider
from linking.records import Records
from linking.site import Pages


class Published(Protocol):
    """What is needed of the content that is published now."""

    @property
    def service(self) -> content.Service: ...
    @property
    def declared(self) -> content.Declared: ...
    @property
    def pages(self) -> Mapping[str, content.Page]: ...


class Opening:
    """`pages` is what the routes are made from."""

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
            elsewhere=self._elsewhere(records),
            chat=self._chat,
            told=told,
        )

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

    async def _chat(self) -> str | None:
        """Return what opens the account's chat, if LINE says as whom it is known."""
        try:
            return words.chat_address(await self._line.basic_id())
        except LineError:
            return None

    async def close(self) -> None:
        """Close the connections."""
        for each in self._providers:
            await each.close()
