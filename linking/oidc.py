"""The operator's OpenID Connect provider as a source of members: code flow with PKCE, state and nonce.

State, nonce and verifier are kept by her browser alone. An id_token counts if the provider has signed it with
RS256 or ES256, for us, for this sign-in, and now; nothing else is ever believed.
https://openid.net/specs/openid-connect-core-1_0.html#CodeFlowAuth
https://www.rfc-editor.org/rfc/rfc9700
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import quote_plus, urlencode

from bot import log
from bot.clock import Clock
from linking import tokens
from linking.handover import Record
from linking.members import NOTHING, Departure, Member, Refusal
from linking.provider import Provider, ProviderAway

NAME: Final = "oidc"
ALGORITHMS: Final = ("RS256", "ES256")
MAX_AGE: Final = 300
"""Seconds since she has last signed in, where it must be afresh."""


@dataclass(frozen=True)
class Client:
    """As whom we speak with the provider, and what we ask it for."""

    client_id: str
    client_secret: str | None
    scope: str
    member_claim: str


class OpenId:
    """The provider's sign-in page as the source of members."""

    def __init__(self, clock: Clock, provider: Provider, client: Client, record: Record) -> None:
        self._clock, self._provider, self._client, self._record = clock, provider, client, record
        self._log = log.get("linking")

    async def set_out(self, back: str, language: str, afresh: bool = False) -> Departure | Refusal:
        """Send her to the provider, with secrets of this sign-in that only her browser keeps."""
        try:
            described = await self._provider.description()
        except ProviderAway as error:
            return self._away(error)
        state, nonce, verifier = (self._clock.new_secret(256) for _ in range(3))
        asked = {
            "response_type": "code",
            "client_id": self._client.client_id,
            "redirect_uri": back,
            "scope": self._client.scope,
            "state": state,
            "nonce": nonce,
            "code_challenge": challenge(verifier),
            "code_challenge_method": "S256",
            "ui_locales": language,
            # With max_age the provider must say when she has last signed in (Core, 3.1.2.1).
            **({"prompt": "login", "max_age": str(MAX_AGE)} if afresh else {}),
        }
        address = described["authorization_endpoint"]
        joint = "&" if "?" in address else "?"
        kept = {"state": state, "nonce": nonce, "verifier": verifier, "back": back}
        return Departure(f"{address}{joint}{urlencode(asked)}", kept)

    async def verify(
        self,
        given: Mapping[str, str],
        friend_id: str | None,
        address: str = "",
        kept: Mapping[str, str] = NOTHING,
    ) -> Member | Refusal:
        """Return the member who has signed in at the provider, if it is this browser that set out."""
        if not tokens.matches(given.get("state"), kept.get("state")):
            return self._refuse("state of another browser")
        try:
            if (refusal := await self._look(given)) is not None:
                return refusal
            said = await self._redeem(given["code"], kept)
        except ProviderAway as error:
            return self._away(error)
        except tokens.TokenRefused as error:
            return self._refuse(str(error))
        member = await self._record(said.get(self._client.member_claim), said)
        return replace(member, proved_at=tokens.proved_at(said)) if member else self._refuse("no member ID")

    async def _look(self, given: Mapping[str, str]) -> Refusal | None:
        """Look whether it is the provider's answer, and a yes (RFC 9207: another issuer's code is none)."""
        described = await self._provider.description()
        named = described.get("authorization_response_iss_parameter_supported") is True
        if given.get("iss", None if named else self._provider.issuer) != self._provider.issuer:
            return self._refuse("answer of another issuer")
        if given.get("error"):
            declined = given["error"] in ("access_denied", "login_required", "interaction_required")
            return Refusal("declined") if declined else self._refuse("the provider says no")
        return None if given.get("code") else self._refuse("no code")

    async def _redeem(self, code: str, kept: Mapping[str, str]) -> dict[str, Any]:
        """Change the code for the id_token, and return what it says; raises TokenRefused, ProviderAway."""
        described = await self._provider.description()
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": kept["back"],
            "code_verifier": kept["verifier"],
        }
        headers = self._authenticate(described, form)
        answer = await self._provider.post(described["token_endpoint"], form, headers)
        token = answer.get("id_token")
        if not isinstance(token, str):
            raise tokens.TokenRefused(f"the provider gave no id_token: {str(answer.get('error'))[:40]}")
        said = await self._claims(token, kept["nonce"])
        self._check_party(said)
        return said

    def _authenticate(self, described: Mapping[str, Any], form: dict[str, str]) -> dict[str, str]:
        """Say who we are: in the header, unless the provider says that it does not take that."""
        client_id, secret = self._client.client_id, self._client.client_secret
        ways = described.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        if secret is None or "client_secret_basic" not in ways:
            form |= {"client_id": client_id, **({"client_secret": secret} if secret else {})}
            return {}
        both = f"{quote_plus(client_id)}:{quote_plus(secret)}"
        return {"Authorization": f"Basic {base64.b64encode(both.encode()).decode()}"}

    async def _claims(self, token: str, nonce: str) -> dict[str, Any]:
        """Read the token; a key that we do not know may be one that the provider has since begun to use."""
        expected = {"iss": self._provider.issuer, "aud": self._client.client_id, "nonce": nonce}
        for anew in (False, True):
            keys = await self._provider.keys(anew)
            try:
                return tokens.claims(
                    token, keys, ALGORITHMS, self._clock.now(), sub=None, iat=None, **expected
                )
            except tokens.UnknownKey:
                continue
        raise tokens.UnknownKey("signed with a key that the provider does not publish")

    def _check_party(self, said: Mapping[str, Any]) -> None:
        """A token for several audiences must have been asked for by us."""
        alone = not isinstance(said["aud"], list) or len(said["aud"]) == 1
        if said.get("azp", self._client.client_id if alone else None) != self._client.client_id:
            raise tokens.TokenRefused("azp")

    def _away(self, error: ProviderAway) -> Refusal:
        self._log.warning("the provider is away", why=str(error))
        return Refusal("away")

    def _refuse(self, why: str) -> Refusal:
        self._log.warning("sign-in at the provider refused", why=why)
        return Refusal("wrong")


def challenge(verifier: str) -> str:
    """Return what the provider is shown of the verifier (RFC 7636, S256)."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
