"""The link page's first step: who opens it, and the doors by which she signs in.

Routed by `linking.web`. By whose button a person came is in the session; who is linked is for LINE's event.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from aiohttp import web

from linking.confirming import Confirming
from linking.members import Refusal
from linking.passage import Passage, network, spoken
from linking.session import Visit


class LinkPage:
    """GET and POST /link."""

    def __init__(self, passage: Passage) -> None:
        self._way, self._pages = passage, passage.pages
        self._confirming = Confirming(passage)

    async def show(self, request: web.Request) -> web.Response:
        """Show the doors to whoever has opened a friend's link button.

        Only the redirect after a sign-in leads to the question as whom; opening the button begins afresh.
        """
        visit = await self._way.sessions.read(request)
        signed_in = (
            visit is not None and visit.member_id is not None and self._way.is_hers(visit, request.query)
        )
        if visit is not None and signed_in and request.query.get("step") == "check":
            return await self._confirming.ask(request, spoken(visit, request.query))
        fresh = await self._way.opened(request)
        return self._way.unknown(request) if fresh is None else await self._doors(request, fresh)

    async def take(self, request: web.Request) -> web.Response:
        """Take one of the page's forms: `step` is sign-in, confirm or not-me."""
        sent = await self._way.sent(request)
        if isinstance(sent, web.Response):
            return sent
        visit, form = spoken(sent[0], sent[1]), sent[1]
        match form.get("step"), visit.member_id:
            case "sign-in", _:
                return await self._sign_in(request, visit, form)
            case "confirm", str():
                return await self._confirming.take(request, visit, form)
            case "not-me", _:
                return await self._leave(request, visit)
        return await self._way.begin_again(request, form)

    async def _leave(self, request: web.Request, visit: Visit) -> web.Response:
        """End the visit; what follows belongs to nobody."""
        # Whose LINE it is, is to be asked again as well, if that was asked.
        beginning = self._pages.login if visit.proven and self._pages.login else self._way.address(visit)
        return await self._way.go(request, beginning, None)

    async def _sign_in(self, request: web.Request, visit: Visit, form: Mapping[str, str]) -> web.Response:
        if not form.get("member_id", "").strip() or not form.get("password"):
            _ = self._pages.words(request, visit.language)
            missing = _("Please fill in both fields.")
            return await self._doors(request, visit, form, missing, 422)
        found = await self._pages.source.verify(form, visit.friend_id, network(request))
        if isinstance(found, Refusal):
            return await self._refuse(request, visit, form, found)
        return await self._confirming.arrive(request, visit, found)

    async def _refuse(
        self, request: web.Request, visit: Visit, form: Mapping[str, str], refusal: Refusal
    ) -> web.Response:
        _ = self._pages.words(request, visit.language)
        if refusal.why == "wrong":
            wrong = _("What you entered doesn't match. Could you check both once more?")
            return await self._doors(request, visit, form, wrong, 422)
        seconds = max(1, -(-(refusal.until - self._pages.clock.now()) // 1000))
        wait = _("To keep your account safe, signing in rests for a while. Please try again in {n} minutes.")
        answer = await self._doors(request, visit, form, wait.format(n=-(-seconds // 60)), 429)
        answer.headers["Retry-After"] = str(seconds)
        return answer

    async def _doors(
        self,
        request: web.Request,
        visit: Visit,
        typed: Mapping[str, str] | None = None,
        error: str | None = None,
        status: int = 200,
    ) -> web.Response:
        """Show the ways to sign in, with what was typed but the password."""
        paths = [f"/link/to/{name}" for name in self._pages.elsewhere]
        elsewhere = [(self._way.address(visit, p), self._way.address(visit, p, again="1")) for p in paths]
        known = {"f": self._way.reference(visit), "r": visit.route}
        words = self._pages.service().link
        return await self._way.show(
            request,
            "sign_in.html",
            visit,
            status,
            **self._way.hidden(visit),
            elsewhere=elsewhere,
            form=not elsewhere or await self._pages.source.has_members(),
            benefits=words.benefits,
            register=self._register(visit),
            by_email=words.sign_up is not None and words.sign_up.sign_in_with == "email",
            forgot=words.forgot,
            member_id=(typed or {}).get("member_id", "") if error else "",
            error=error,
            switch={name: value for name, value in known.items() if value},
        )

    def _register(self, visit: Visit) -> str | None:
        """Return where those who are new register; the operator's page is told where to send her back."""
        register = self._pages.service().link.sign_up
        if register is None or visit.friend_id is None:
            return None
        if register.url is None:
            return self._way.address(visit, "/link/new")
        back = self._pages.public_url + self._way.address(visit)
        return f"{register.url}{'&' if '?' in register.url else '?'}{urlencode({'return_to': back})}"
