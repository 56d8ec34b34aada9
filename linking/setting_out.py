"""Setting out for LINE Login: the redirect to LINE, and what only this browser keeps of it.

Used by the login pages and by whoever enters the operator's site.
https://developers.line.biz/en/docs/line-login/integrate-line-login/#making-an-authorization-request
"""

from __future__ import annotations

from urllib.parse import urlencode

from aiohttp import web

from bot.line_login import LineLogin
from linking.attempts import Attempt, Attempts
from linking.passage import GOING, Passage

CALLBACK = "/login/callback"


class SettingOut:
    """Sends browsers to LINE."""

    def __init__(self, way: Passage, login: LineLogin) -> None:
        self._pages, self._login = way.pages, login
        secure = self._pages.public_url.startswith("https://")
        self.attempts = Attempts(self._pages.clock, self._pages.secret_key, secure)

    @property
    def callback(self) -> str:
        """Where LINE sends browsers back to; registered there, letter for letter."""
        return self._pages.public_url + CALLBACK

    async def leave(self, request: web.Request, attempt: Attempt, again: bool = False) -> web.Response:
        """Send a browser to LINE for this attempt; `again` where LINE's automatic sign-in has failed."""
        asked = {
            "response_type": "code",
            "client_id": self._login.channel_id,
            "redirect_uri": self.callback,
            "state": attempt.state,
            "scope": "openid profile",
            "nonce": attempt.nonce,
            "code_challenge": attempt.challenge,
            "code_challenge_method": "S256",
            "ui_locales": self._pages.speaks(request, attempt.language),
            **({"prompt": "none"} if attempt.silent else {}),
            **({} if attempt.site else {"bot_prompt": "aggressive"}),
            **({"disable_auto_login": "true"} if again else {}),
        }
        return await self.go(
            request, f"{self._pages.access_url}/oauth2/v2.1/authorize?{urlencode(asked)}", attempt
        )

    async def go(self, request: web.Request, address: str, attempt: Attempt | None) -> web.Response:
        """Redirect, with the attempt as it is now; None ends it."""
        return await self.end(
            request, web.Response(status=303, headers={**GOING, "Location": address}), attempt
        )

    async def end(
        self, request: web.Request, answer: web.Response, attempt: Attempt | None = None
    ) -> web.Response:
        """Let an answer end the attempt, or keep it as it is now."""
        await self.attempts.keep(request, answer, attempt)
        return answer
