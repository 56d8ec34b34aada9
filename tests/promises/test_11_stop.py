"""Promise 11: a stop command stops the next send."""

from __future__ import annotations

from tests.people import Cast


async def test_after_stop_nothing_more_goes_to_friends(cast: Cast) -> None:
    """What waited, what was being repeated and what comes anew stay here; staff go on hearing the bot."""
    # Given a message to Misaki that LINE does not take, and is repeated
    await cast.has_staff()
    misaki, boss = cast.misaki, cast.takahashi
    await misaki.adds_the_account()
    await misaki.news()
    await cast.world.control("PUT", "faults", {"faults": [{"endpoint": "reply", "kind": "500", "count": 1}]})
    await misaki.taps("27卒")
    assert await misaki.news() == []

    # When everything is stopped
    await boss.types("/stop")
    await boss.sees("送信をすべて止めました")
    sent = len([each for each in await cast.world.requests() if to(each, misaki.user_id)])
    await misaki.types("こんにちは")
    for _ in range(20):
        await cast.world.passes(5_000)

    # Then not one more request was made for her, until it is started again
    everything = await cast.world.requests()
    assert len([each for each in everything if to(each, misaki.user_id)]) == sent
    assert await misaki.news() == []


def to(request: dict[str, object], friend: str) -> bool:
    """Tell whether a request may have shown this friend something; of a reply nobody knows whose it is."""
    body = request["body"]
    return "/message/" in str(request["path"]) and isinstance(body, dict) and body.get("to", friend) == friend
