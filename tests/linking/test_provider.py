"""The operator's provider while it does not answer, or publishes a key that nobody can read."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from joserfc.jwk import RSAKey

from linking.provider import Provider, ProviderAway
from tests.linking.house import Now
from tests.world import free_door, serve


class Site:
    """A provider that can be slow; `asked` counts its requests."""

    def __init__(self, origin: str) -> None:
        self.origin, self.asked = origin, 0
        self.hears, self.answers = asyncio.Event(), asyncio.Event()
        self.keys: list[object] = []

    async def describes(self, request: web.Request) -> web.Response:
        """Answer once it may."""
        self.asked += 1
        self.hears.set()
        await self.answers.wait()
        if request.path == "/keys":
            return web.json_response({"keys": self.keys})
        ends = ("authorization_endpoint", "token_endpoint")
        said = {name: self.origin + "/x" for name in ends} | {"jwks_uri": self.origin + "/keys"}
        return web.json_response({"issuer": self.origin, **said})


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    """A provider, waiting."""
    door, origin = free_door()
    site, application = Site(origin), web.Application()
    application.router.add_get("/{any:.*}", site.describes)
    runner = await serve(application, door)
    yield site
    site.answers.set()
    await runner.cleanup()


async def test_all_who_wait_share_one_question(site: Site) -> None:
    """While it does not answer, twenty people are told so together, not one after another."""
    provider = Provider(Now(), site.origin, call=0.3)
    answers = await asyncio.gather(*(provider.description() for _ in range(20)), return_exceptions=True)
    assert all(isinstance(each, ProviderAway) for each in answers) and site.asked == 1
    site.answers.set()
    await provider.description()
    await provider.close()


async def test_whoever_hangs_up_takes_nobody_along(site: Site) -> None:
    """Of two who wait for the same answer, one goes away; the other gets it."""
    provider = Provider(Now(), site.origin)
    first, second = (asyncio.create_task(provider.description()) for _ in range(2))
    await site.hears.wait()
    first.cancel()
    await asyncio.wait([first])
    site.answers.set()
    assert (await second)["issuer"] == site.origin
    await provider.close()


async def test_a_key_that_cannot_be_read_takes_no_other_along(site: Site) -> None:
    """A curve that we do not know, or half a key, leaves the good ones good."""
    good = RSAKey.generate_key(2048, {"kid": "good"}).as_dict(private=False)
    site.keys = [{"kty": "EC", "crv": "brainpoolP256r1", "x": "AA", "y": "AA"}, {"kty": "RSA"}, good]
    site.answers.set()
    provider = Provider(Now(), site.origin)
    assert [key.kid for key in (await provider.keys()).keys] == ["good"]
    await provider.close()
