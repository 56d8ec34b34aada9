"""The link page's first step: who opens it, and the doors by which she signs in.

Routed by `linking.web`. By whose button a person came is in the session; who is linked is for LINE's event.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from aiohttp import web

from linking import references
from linking.confirming import Confirming
from linking.members import Refusal
from linking.passage import Passage, network
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
        query, visit = request.query, await self._way.sessions.read(request)
        friend_id = self._way.friend(query)
        if friend_id is None and not (visit and self._way.is_hers(visit, query)):
            return self._way.unknown(request)
        hers = visit if visit is not None and visit.friend_id == friend_id else None
        if hers is not None and hers.member_id is not None and query.get("step") == "check":
            return await self._confirming.ask(request, _spoken(hers, query))
        if hers is None:
            hers = self._way.sessions.new(friend_id, _route(query))
        elif hers.member_id is not None:
            hers = self._way.sessions.anew(hers)
        return await self._doors(request, _spoken(hers, query))

    async def take(self, request: web.Request) -> web.Response:
        """Take one of the page's forms: `step` is sign-in, confirm or not-me."""
        sent = await self._way.sent(request)
        if isinstance(sent, web.Response):
            return sent
        visit, form = _spoken(sent[0], sent[1]), sent[1]
        match form.get("step"), visit.member_id:
            case "sign-in", _:
                return await self._sign_in(request, visit, form)
            case "confirm", str():
                return await self._confirming.take(request, visit, form)
            case "not-me", _:
                # The form that follows belongs to nobody.
                return await self._way.go(request, self._beginning(visit), None)
        return await self._way.begin_again(request, form)

    def _beginning(self, visit: Visit) -> str:
        if visit.proven and self._pages.login:
            return self._pages.login  # whose LINE it is, is to be asked again as well
        return self._way.address(visit, "/link" if visit.friend_id else "/link/connect")

    async def _sign_in(self, request: web.Request, visit: Visit, form: Mapping[str, str]) -> web.Response:
        if not form.get("member_id", "").strip() or not form.get("password"):
            _ = self._pages.words(request, visit.language)
            missing = _("Please fill in both your member ID and your password.")
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
            wrong = _("The member ID or the password doesn't match. Could you check both once more?")
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
        elsewhere = [self._way.address(visit, f"/link/to/{name}") for name in self._pages.elsewhere]
        known = {"f": self._way.reference(visit), "r": visit.route}
        return await self._way.show(
            request,
            "sign_in.html",
            visit,
            status,
            **self._way.hidden(visit),
            elsewhere=elsewhere,
            form=not elsewhere or await self._pages.source.has_members(),
            benefits=self._pages.service().link.benefits,
            member_id=(typed or {}).get("member_id", "") if error else "",
            error=error,
            switch={name: value for name, value in known.items() if value},
        )


def _spoken(visit: Visit, fields: Mapping[str, str]) -> Visit:
    """Return the visit in the language that an address or a form has chosen."""
    chosen = fields.get("lang")
    return replace(visit, language=chosen) if chosen in ("ja", "en") else visit


def _route(query: Mapping[str, str]) -> str | None:
    route = query.get("r", "")
    return route if references.ROUTE.fullmatch(route) else None
