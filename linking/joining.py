"""The door of those who are new: she gives a name, an address and a password, and goes on to LINE.

Routed by `linking.web`. What a page answers does not depend on who is a member; she is one once LINE says so.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Final

from aiohttp import web

from bot.content import SignUp
from linking import newcomers, throttle
from linking.confirming import Confirming
from linking.members import Member, folded
from linking.newcomers import Newcomer
from linking.passage import Passage, network
from linking.passwords import LEAST, LONGEST, weakness
from linking.session import Visit

EMAIL: Final = re.compile(r"[^@\s<>\"]{1,64}@[^@\s<>\"]+\.[^@\s<>\"]{2,}")
LONGEST_NAME: Final = 60


class Joining:
    """GET and POST /link/new."""

    def __init__(self, passage: Passage) -> None:
        self._way, self._pages = passage, passage.pages
        self._confirming = Confirming(passage)

    def _open(self) -> SignUp | None:
        """Return how people register on our page, None if they do not."""
        register = self._pages.service().link.sign_up
        return register if register is not None and register.url is None else None

    async def show(self, request: web.Request) -> web.Response:
        """Show the form to whoever has opened a friend's button."""
        visit = await self._way.opened(request)
        register = self._open()
        if visit is None or visit.friend_id is None or register is None:
            return self._way.unknown(request)
        return await self._form(request, visit, _given({}, register))

    async def take(self, request: web.Request) -> web.Response:
        """Take the form, and go on to the question as whom."""
        register, sent = self._open(), await self._way.sent(request)
        if isinstance(sent, web.Response):
            return sent
        visit, form = sent
        if register is not None and visit.friend_id is not None and form.get("step") == "change":
            return await self._change(request, visit)
        if register is None or visit.friend_id is None or form.get("step") != "join":
            return await self._way.begin_again(request, form)
        given = _given(form, register)
        mistakes = self._mistakes(request, visit, given, register)
        if mistakes:
            return await self._form(request, visit, given, mistakes, 422)
        until = await self._brake(request, visit.friend_id)
        if until is not None:
            return await self._rest(request, visit, given, until)
        member = await self._keep(visit.friend_id, given)
        return await self._confirming.arrive(request, visit, member)

    async def _change(self, request: web.Request, visit: Visit) -> web.Response:
        """Let her correct what she gave before she says yes to it; nobody is signed in meanwhile."""
        async with self._pages.database.read() as connection:
            found = await newcomers.load(connection, [visit.member_id or ""])
        new = found.get(visit.member_id or "")
        given = {"name": str(new.attributes.get("name", "")), "email": new.email or ""} if new else {}
        return await self._form(request, self._way.sessions.anew(visit), {"name": "", "email": "", **given})

    def _mistakes(
        self, request: web.Request, visit: Visit, given: Mapping[str, str], register: SignUp
    ) -> dict[str, str]:
        """Say what is missing or weak, by field; nothing here looks at who is there already."""
        _ = self._pages.words(request, visit.language)
        found: dict[str, str] = {}
        if self._asks_name() and not given["name"]:
            found["name"] = _("Please tell us your name.")
        if register.sign_in_with == "email" and not EMAIL.fullmatch(given["email"]):
            found["email"] = _("This doesn't look like an e-mail address. Could you check it once more?")
        service = self._pages.service()
        known = [given["name"], *given["email"].split("@")[:1], *service.name.root.values()]
        match weakness(given["password"], known):
            case "short":
                found["password"] = _("Please use at least {n} characters.").format(n=LEAST)
            case "long":
                found["password"] = _("Please use at most {n} characters.").format(n=LONGEST)
            case "guessed":
                found["password"] = _("This password is guessed easily. Could you choose another one?")
        return found

    def _asks_name(self) -> bool:
        return self._pages.declared().attribute("name") is not None

    async def _brake(self, request: web.Request, friend_id: str) -> int | None:
        tried = {throttle.NEW_BY_FRIEND: friend_id}
        if address := network(request):
            tried[throttle.NEW_BY_ADDRESS] = address
        async with self._pages.database.write() as connection:
            return await throttle.try_all(connection, tried, self._pages.clock.now())

    async def _keep(self, friend_id: str, given: Mapping[str, str]) -> Member:
        (hashed,) = await self._pages.source.passwords.hash_all([given["password"]])
        declared = self._pages.declared()
        named = {each: given[each] for each in ("name", "email") if given[each] and declared.attribute(each)}
        newcomer = Newcomer(
            newcomers.new_member_id(self._pages.clock), friend_id, given["email"] or None, hashed, named
        )
        async with self._pages.database.write() as connection:
            await newcomers.keep(connection, newcomer, self._pages.clock.now())
        return Member(newcomer.member_id, named, proved_at=self._pages.clock.now())

    async def _rest(
        self, request: web.Request, visit: Visit, given: Mapping[str, str], until: int
    ) -> web.Response:
        _ = self._pages.words(request, visit.language)
        seconds = max(1, -(-(until - self._pages.clock.now()) // 1000))
        wait = _("To keep everybody safe, registering rests for a while. Please try again in {n} minutes.")
        said = {"": wait.format(n=-(-seconds // 60))}
        answer = await self._form(request, visit, given, said, 429)
        answer.headers["Retry-After"] = str(seconds)
        return answer

    async def _form(
        self,
        request: web.Request,
        visit: Visit,
        given: Mapping[str, str],
        mistakes: Mapping[str, str] | None = None,
        status: int = 200,
    ) -> web.Response:
        """Show the form, with what was typed but the password, and say what becomes of her answers."""
        register, declared = self._open(), self._pages.declared()
        speaks = self._pages.speaks(request, visit.language)
        return await self._way.show(
            request,
            "join.html",
            visit,
            status,
            **self._way.hidden(visit),
            given=given,
            mistakes=mistakes or {},
            asks_name=self._asks_name(),
            asks_email=register is not None and register.sign_in_with == "email",
            least=LEAST,
            answers=[each.label.to(speaks) for each in newcomers.taken_over(declared)],
            doors=self._way.address(visit),
            switch={"f": self._way.reference(visit)},
        )


def _given(form: Mapping[str, str], register: SignUp) -> dict[str, str]:
    """Return what was typed as it is kept; an address that nobody asks for is not kept."""
    name = unicodedata.normalize("NFKC", form.get("name", "")).strip()[:LONGEST_NAME]
    email = folded(form.get("email", "")) if register.sign_in_with == "email" else ""
    return {"name": name, "email": email, "password": form.get("password", "")}
