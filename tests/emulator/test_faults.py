"""Faults on demand: what fails, whether LINE had accepted it by then, and how often."""

import aiohttp
import pytest

from tests.emulator.desk import MISAKI, Desk, Json


async def set_faults(desk: Desk, *faults: Json, seed: int = 0) -> None:
    assert (await desk.control("PUT", "faults", {"faults": list(faults), "seed": seed}))[0] == 200


async def pushed(desk: Desk) -> int:
    return int((await desk.control("GET", "ledger"))[1]["push"]["requests"])


async def last_request(desk: Desk) -> Json:
    return (await desk.control("GET", "requests"))[1]["requests"][-1]


@pytest.mark.parametrize(
    ("kind", "status", "message"),
    [
        ("500", 500, "Internal Server Error"),
        ("429_rate", 429, "The API rate limit has been exceeded. Try again later."),
        ("429_quota", 429, "You have reached your monthly limit."),
    ],
)
async def test_refusals_that_accept_nothing(desk: Desk, kind: str, status: int, message: str) -> None:
    """A 500 or 429 delivers nothing, is noted as not accepted, and stops after its count."""
    await set_faults(desk, {"endpoint": "push", "kind": kind, "count": 1})
    got, body, headers = await desk.push()
    assert (got, body) == (status, {"message": message})
    assert headers["x-line-request-id"]
    entry = await last_request(desk)
    assert (entry["status"], entry["accepted"]) == (status, False)
    assert await pushed(desk) == 0
    assert (await desk.push())[0] == 200


@pytest.mark.parametrize(
    ("kind", "accepted"),
    [("timeout_before", 0), ("timeout_after", 1), ("reset_before", 0), ("reset_after", 1)],
)
async def test_cut_connections(desk: Desk, kind: str, accepted: int) -> None:
    """The client gets no answer; whether LINE had accepted the request is what the name says."""
    await set_faults(desk, {"endpoint": "push", "kind": kind, "seconds": 0.01})
    with pytest.raises(aiohttp.ClientConnectionError):
        await desk.push()
    assert await pushed(desk) == accepted
    entry = await last_request(desk)
    assert (entry["status"], entry["accepted"]) == (None, bool(accepted))


async def test_a_timeout_outlasts_the_client(desk: Desk) -> None:
    """A time-out lasts until the client gives up."""
    await set_faults(desk, {"endpoint": "*", "kind": "timeout_after", "seconds": 60})
    with pytest.raises(TimeoutError):
        await desk.push(timeout=aiohttp.ClientTimeout(total=0.05))
    assert await pushed(desk) == 1


async def test_nonsense_is_accepted(desk: Desk) -> None:
    """Nonsense is a 200 whose body is no JSON, for a request that LINE did carry out."""
    await set_faults(desk, {"endpoint": "push", "kind": "nonsense"})
    status, body, _ = await desk.push()
    assert (status, body) == (200, b"<html>it works!</html>")
    assert await pushed(desk) == 1


async def test_latency_only_delays(desk: Desk) -> None:
    """A slow answer is an answer."""
    await set_faults(desk, {"endpoint": "/v2/bot/message/push", "kind": "latency", "seconds": 0.01})
    assert (await desk.push())[0] == 200


async def test_other_endpoints_are_spared(desk: Desk) -> None:
    """A fault on reply does not touch push, and one on a template touches all its paths."""
    await set_faults(
        desk, {"endpoint": "reply", "kind": "500"}, {"endpoint": "/v2/bot/profile/{userId}", "kind": "500"}
    )
    assert (await desk.push())[0] == 200
    assert (await desk.reply(await desk.says(MISAKI)))[0] == 500
    assert (await desk.line("GET", f"/v2/bot/profile/{MISAKI}"))[0] == 500


async def test_a_seed_repeats_the_same_misfortunes(desk: Desk) -> None:
    """The same seed and requests meet the same faults."""
    rounds = []
    for _ in range(2):
        await set_faults(desk, {"endpoint": "*", "kind": "500", "probability": 0.5}, seed=3)
        rounds.append([(await desk.push())[0] for _ in range(12)])
    assert rounds[0] == rounds[1]
    assert set(rounds[0]) == {200, 500}


async def test_the_list_shows_what_is_left(desk: Desk) -> None:
    """The control API shows the rules with the strikes they have left."""
    await set_faults(desk, {"endpoint": "push", "kind": "500", "count": 3}, seed=5)
    await desk.push()
    rule = {"endpoint": "push", "kind": "500", "probability": 1.0, "count": 2, "seconds": 0.0}
    assert await desk.control("GET", "faults") == (200, {"faults": [rule], "seed": 5})


@pytest.mark.parametrize("rule", [{"kind": "fire"}, {"kind": "500", "probability": 2}, "500"])
async def test_bad_rules_change_nothing(desk: Desk, rule: Json) -> None:
    """A rule that makes no sense is refused and the old list stays."""
    await set_faults(desk, {"endpoint": "push", "kind": "500"})
    assert (await desk.control("PUT", "faults", {"faults": [rule]}))[0] == 400
    assert len((await desk.control("GET", "faults"))[1]["faults"]) == 1
