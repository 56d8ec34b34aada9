"""Account linking at LINE's side: who is in this browser, and what the bot hears of it."""

from urllib.parse import urlencode

import pytest

from tests.emulator.desk import MISAKI, NOBODY, SATO, Desk, Json

NONCE = "n" * 22


async def issued(desk: Desk, user: str = MISAKI) -> str:
    status, body, _ = await desk.line("POST", f"/v2/bot/user/{user}/linkToken")
    assert status == 200
    assert len(body["linkToken"]) == 32
    return str(body["linkToken"])


async def visit(desk: Desk, token: str, *, user: str | None = MISAKI, nonce: str = NONCE) -> tuple[int, str]:
    """Open LINE's page in a browser that belongs to `user`, through a link on that user's phone."""
    page = f"/dialog/bot/accountLink?{urlencode({'linkToken': token, 'nonce': nonce})}"
    start = page if user is None else f"/emulator/open?{urlencode({'user': user, 'url': page})}"
    async with desk.client.get(start) as response:
        return response.status, await response.text()


async def link_events(desk: Desk) -> list[Json]:
    return [event for event in desk.bot.events if event["type"] == "accountLink"]


async def test_the_right_person_is_linked(desk: Desk) -> None:
    """The bot hears ok with the user and the nonce and may reply; the page says to go back to LINE."""
    status, page = await visit(desk, await issued(desk))
    assert status == 200
    assert "連携が完了しました" in page
    assert "お戻りください" in page
    [event] = await link_events(desk)
    assert event["link"] == {"result": "ok", "nonce": NONCE}
    assert event["source"] == {"type": "user", "userId": MISAKI}
    assert (await desk.reply(event["replyToken"]))[0] == 200


async def test_somebody_elses_browser_fails(desk: Desk) -> None:
    """A token opened on another person's phone gives failed, with neither source nor reply token."""
    _, page = await visit(desk, await issued(desk), user=SATO)
    assert "連携できませんでした" in page
    [event] = await link_events(desk)
    assert event["link"] == {"result": "failed", "nonce": NONCE}
    assert "source" not in event
    assert "replyToken" not in event


async def test_a_token_works_once(desk: Desk) -> None:
    """A used token shows LINE's error page and makes no event."""
    token = await issued(desk)
    await visit(desk, token)
    status, page = await visit(desk, token)
    assert status == 400
    assert "無効" in page
    assert len(await link_events(desk)) == 1


@pytest.mark.parametrize(("minutes", "outcome"), [(10, 200), (10.001, 400)])
async def test_a_token_lives_ten_minutes(desk: Desk, minutes: float, outcome: int) -> None:
    """After ten minutes the page is LINE's error page and the bot hears nothing."""
    token = await issued(desk)
    desk.clock.advance(minutes=minutes)
    assert (await visit(desk, token))[0] == outcome
    assert len(await link_events(desk)) == (1 if outcome == 200 else 0)


@pytest.mark.parametrize("nonce", ["", "n" * 9, "n" * 256])
async def test_a_nonce_has_10_to_255_characters(desk: Desk, nonce: str) -> None:
    """A nonce outside LINE's bounds is an error page without an event, and the token is not used up."""
    token = await issued(desk)
    assert (await visit(desk, token, nonce=nonce))[0] == 400
    assert await link_events(desk) == []
    assert (await visit(desk, token))[0] == 200


async def test_unknown_tokens_are_errors(desk: Desk) -> None:
    """A made-up token makes no event."""
    assert (await visit(desk, "x" * 32))[0] == 400
    assert await link_events(desk) == []


async def test_a_browser_without_a_line_user_is_asked(desk: Desk) -> None:
    """A fresh browser is asked whose it is, and after the choice goes on; the token waits."""
    token = await issued(desk)
    status, page = await visit(desk, token, user=None)
    assert status == 200
    assert "どなたのLINEですか" in page
    assert f"/emulator/open?user={MISAKI}" in page
    assert await link_events(desk) == []
    assert (await visit(desk, token))[0] == 200


async def test_linking_needs_a_friend(desk: Desk) -> None:
    """Who is no friend of the account can not be linked."""
    assert (await visit(desk, await issued(desk, SATO), user=SATO))[0] == 400
    assert await link_events(desk) == []


async def test_links_open_only_the_web(desk: Desk) -> None:
    """A phone opens http, https and this page's own paths, for users that exist."""
    for query in ({"user": MISAKI, "url": "javascript:alert(1)"}, {"user": MISAKI, "url": "//x.example"}):
        async with desk.client.get("/emulator/open", params=query, allow_redirects=False) as response:
            assert response.status == 400
    stranger = {"user": NOBODY, "url": "https://a.example"}
    async with desk.client.get("/emulator/open", params=stranger, allow_redirects=False) as response:
        assert response.status == 400
    good = {"user": SATO, "url": "https://a.example/x?y=1"}
    async with desk.client.get("/emulator/open", params=good, allow_redirects=False) as response:
        assert response.headers["Location"] == "https://a.example/x?y=1"
        assert response.cookies["line_emulator_user"].value == SATO
