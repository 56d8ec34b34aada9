"""Entering the operator's site from LINE, with the sample site at the other end, and who else tries to."""

from __future__ import annotations

import base64
import importlib.util
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey
from pydantic import ValidationError

from bot import menu_shapes
from bot.content import Site, Text
from bot.errors import ContentError
from bot.menu_plan import Answer
from dialogs.load import load
from emulator.config import user_id_of
from linking import assertions, references
from linking.member_import import import_members
from linking.passwords import Passwords
from linking.tables import links
from tests.linking.login_tab import Tab, tab
from tests.phone import Phone
from tests.world import CONTENT, World, example, free_door, serve, world

KEY = "the key of the site, which is only used in tests"
SECRET_KEY = "a secret key that is only used in tests"
MISAKI, ALEX = user_id_of("misaki"), user_id_of("alex")
SAMPLE = Path(__file__).parents[2] / "examples" / "entrance" / "site.py"


def sample() -> Any:
    spec = importlib.util.spec_from_file_location("entrance_site", SAMPLE)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Place:
    """The house, and the sample site at its own address."""

    def __init__(self, home: World, site: Any, origin: str) -> None:
        self.home, self.site, self.origin = home, site, origin

    def link(self, friend_id: str | None = MISAKI, site: str = "mypage") -> str:
        """Return the address behind a friend's button, or behind a menu's."""
        ticket = references.ticket(SECRET_KEY, site, friend_id) if friend_id else None
        return references.enter_url(self.home.bot_url, site, ticket)

    async def ties(self, friend_id: str, member_id: str, frozen_at: int | None = None) -> None:
        async with self.home.app.database.write() as connection:
            row = {"friend_id": friend_id, "member_id": member_id, "linked_at": 1, "frozen_at": frozen_at}
            await connection.execute(links.insert().values(row))


async def names(home: World, *sites: Site) -> None:
    """Publish content that names these sites."""
    await home.publishes(service=example().service.model_copy(update={"sites": sites}))
    await home.app.follow_content()


@pytest.fixture
async def place(sqlite_url: str) -> AsyncIterator[Place]:
    """A house whose content names one site, the sample's."""
    door, origin = free_door()
    async with world(sqlite_url, enishi_site_secret=KEY) as home:
        named = Site(id="mypage", url=f"{origin}/line")
        await names(home, named)
        site = sample().Site(KEY, home.bot_url, origin, "mypage", lambda: home.clock.now() / 1000)
        runner = await serve(site.application(), door)
        yield Place(home, site, origin)
        await runner.cleanup()


async def walks(browser: Tab, address: str) -> Tab:
    """Follow redirects, and agree at LINE where it asks."""
    await browser.goes(address)
    for _ in range(12):
        if browser.location:
            await browser.goes(browser.location)
        elif "oauth2" in browser.url and "allow" in browser.html:
            await browser.sends("allow")
        else:
            return browser
    raise AssertionError(f"it goes round in circles: {browser.url}")


async def test_a_linked_friend_is_signed_in_by_her_own_link(place: Place) -> None:
    """LINE asks her once; afterwards the button and the menu open the site without a word."""
    await place.ties(MISAKI, "T0001")
    async with tab(place.home, "misaki") as browser:
        await walks(browser, place.link())
        assert "田中 みさきさんのページ" in browser.html and browser.url == f"{place.origin}/"
        browser.http.cookie_jar.clear()
        browser.belongs_to("misaki").seen = ""
        await walks(browser, place.link(None))
        assert "田中 みさきさんのページ" in browser.html and browser.seen == ""


async def test_a_forwarded_link_works_for_nobody_else(place: Place) -> None:
    """Whoever is sent her link is not signed in as her and learns nothing of her; he may go in as himself."""
    await place.ties(MISAKI, "T0001")
    await place.ties(ALEX, "T0002")
    async with tab(place.home, "alex") as other:
        await other.goes(place.link())
        for _ in range(2):
            await other.goes(other.location)
        await walks(other, place.origin + "/line")  # he has turned back at LINE and tries by the site
        assert other.status == 403 and "ほかの方" in other.html
        assert "田中" not in other.seen and "みさき" not in other.seen and "T0001" not in other.seen
        assert not place.site.signed_in
        await walks(other, "/enter/mypage")
        assert "佐々木 陽翔さんのページ" in other.html


async def test_a_ticket_alone_signs_nobody_in(place: Place) -> None:
    """In a browser that LINE does not know, it leads to LINE's own sign-in and no further."""
    await place.ties(MISAKI, "T0001")
    async with tab(place.home) as nobody:
        await walks(nobody, place.link())
        assert 'data-outcome="login"' in nobody.html and not place.site.signed_in


async def test_two_people_in_one_browser_enter_as_themselves(place: Place) -> None:
    """Who comes second is not let in as whoever came first, neither by her ticket nor by what she left."""
    await place.ties(MISAKI, "T0001")
    await place.ties(ALEX, "T0002")
    async with tab(place.home, "misaki") as browser:
        await browser.goes(place.link())  # and turns away
        await walks(browser.belongs_to("alex"), place.link(None))
        assert "佐々木 陽翔さんのページ" in browser.html


@pytest.mark.parametrize("how", ["forged", "of another site", "of another purpose", ""])
async def test_a_ticket_that_we_did_not_sign_for_this_site_is_none(place: Place, how: str) -> None:
    """Invented, changed or borrowed ones are refused before LINE is asked."""
    borrowed = {
        "forged": "forged",
        "of another site": references.ticket(SECRET_KEY, "other", MISAKI),
        "of another purpose": references.refer(SECRET_KEY, MISAKI),
        "": "",
    }
    async with tab(place.home, "misaki") as browser:
        await browser.goes(f"/enter/mypage?t={borrowed[how]}")
        assert browser.status == 400 and browser.location == ""


@pytest.mark.parametrize("frozen_at", [None, 1])
async def test_whoever_is_not_linked_is_led_through_linking(place: Place, frozen_at: int | None) -> None:
    """Without a link, or with a frozen one, nobody is signed in; after linking she goes on."""
    if frozen_at:
        await place.ties(MISAKI, "T0001", frozen_at)
    rows = (CONTENT / "members.csv").read_bytes().split(b"\n")
    cheap = Passwords(time_cost=1, memory_cost=8)
    await import_members(place.home.app.database, place.home.clock, cheap, b"\n".join(rows[:3]))
    async with tab(place.home, "misaki") as browser:
        await walks(browser, place.link())
        assert 'name="password"' in browser.html and not place.site.signed_in
        await browser.sends(member_id="T0001", password="sample-misaki")
        await browser.goes(browser.location)
        await browser.sends()
        assert 'href="/enter/mypage"' in browser.html
        await place.home.quiet()
        await walks(browser, "/enter/mypage")
        assert "田中 みさきさんのページ" in browser.html


async def test_an_assertion_counts_once_for_one_browser_and_a_minute(place: Place) -> None:
    """Stolen, planted, old or repeated, it signs nobody in: the sample shows what a site has to look at."""
    await place.ties(ALEX, "T0002")
    async with tab(place.home, "alex") as attacker, tab(place.home, "misaki") as victim:
        await walks_to_the_assertion(attacker, place)
        planted = attacker.location
        await victim.goes(place.origin + "/line")  # she has set out herself
        await victim.goes(planted)
        assert victim.status == 403 and not place.site.signed_in
        await attacker.goes(planted)
        assert attacker.status == 303 and len(place.site.signed_in) == 1
        nonce = claims(planted)["nonce"]
        assert place.site.believed(token(planted), nonce) is None
        await walks_to_the_assertion(attacker, place)
        later = attacker.location
        place.home.clock.at += 70_000
        await attacker.goes(later)
        assert attacker.status == 403 and len(place.site.signed_in) == 1


async def walks_to_the_assertion(browser: Tab, place: Place) -> None:
    await browser.goes(place.link(None))
    while "assertion=" not in browser.location:
        if browser.location:
            await browser.goes(browser.location)
        else:
            await browser.sends("allow")


def token(address: str) -> str:
    return parse_qs(urlsplit(address).query)["assertion"][0]


def claims(address: str) -> dict[str, Any]:
    return dict(jwt.decode(token(address), OctKey.import_key(KEY), algorithms=["HS256"]).claims)


@pytest.mark.parametrize(
    ("secret", "changes"),
    [
        ("another key that is as long as the site's own", {}),
        (KEY, {"issuer": "https://evil.example"}),
        (KEY, {"audience": "https://other.example/line"}),
        (KEY, {"nonce": "another-nonce-of-somebody"}),
        (KEY, {"now": -120_000}),
        (KEY, {"member_id": "T9999"}),
    ],
)
async def test_the_sample_believes_nothing_else(place: Place, secret: str, changes: dict[str, Any]) -> None:
    """Another key, issuer, audience, browser or time: the sample site signs nobody in."""
    now, nonce = place.home.clock.now(), "a-nonce-of-this-browser"
    good = {"issuer": place.home.bot_url, "audience": f"{place.origin}/line", "member_id": "T0001"}
    made: dict[str, Any] = {**good, "nonce": nonce, "jti": "j" * 22, "now": now, **changes}
    if "now" in changes:
        made["now"] = now + changes["now"]
    right: dict[str, Any] = {**good, "nonce": nonce, "jti": "k", "now": now}
    believed = assertions.sign(KEY, **right)
    assert place.site.believed(assertions.sign(secret, **made), nonce) is None
    none = base64.urlsafe_b64encode(b'{"alg":"none"}').rstrip(b"=").decode()
    for other in (f"{none}.{believed.split('.')[1]}.", believed[:-3], believed + "A", ""):
        assert place.site.believed(other, nonce) is None
    assert place.site.believed(believed, "") is None and place.site.believed(believed, nonce) == "T0001"


async def test_nobody_is_sent_anywhere_else(place: Place) -> None:
    """Open redirect: only a site that the content names is ever gone to, whatever an address says."""
    async with tab(place.home, "misaki") as browser:
        for path in ("/enter/other", "/enter/https:%2F%2Fevil.example", "/enter/mypage%2F..%2Fother"):
            await browser.goes(path)
            assert browser.status == 404 and browser.location == ""
        for name in ("url", "to", "next", "return_to", "site", "redirect_uri"):
            await browser.goes(f"/enter/mypage?{name}=https://evil.example")
            assert browser.location == f"{place.origin}/line"
        for bad in ("short", "x" * 129, "https://evil.example/aaaa", "%0d%0aSet-Cookie:x=1aaaaaaa"):
            await browser.goes(f"/enter/mypage?nonce={bad}")
            assert browser.status == 400 and browser.location == ""


async def test_an_assertion_is_in_no_page_and_no_log(place: Place, capfd: pytest.CaptureFixture[str]) -> None:
    """It leaves in one redirect that tells no referrer, and names no LINE user."""
    await place.ties(MISAKI, "T0001")
    async with tab(place.home, "misaki") as browser:
        await walks_to_the_assertion(browser, place)
        assert browser.headers["Referrer-Policy"] == "no-referrer"
        assert browser.headers["Cache-Control"] == "no-store"
        told = capfd.readouterr()
        assert token(browser.location) not in browser.seen + told.out + told.err
        said = claims(browser.location)
        assert set(said) == {"iss", "aud", "sub", "nonce", "jti", "iat", "exp"} and said["sub"] == "T0001"
        assert MISAKI not in str(said) and len(said["jti"]) >= 22 and said["exp"] - said["iat"] == 60


async def test_without_a_secret_the_link_only_leads_there(sqlite_url: str) -> None:
    """Without ENISHI_SITE_SECRET nobody is signed in; the link opens the page all the same."""
    async with world(sqlite_url) as home:
        named = Site(id="mypage", url="https://members.example/line")
        await names(home, named)
        async with tab(home, "misaki") as browser:
            await browser.goes("/enter/mypage")
            assert (browser.status, browser.location) == (303, "https://members.example/line")


@pytest.mark.parametrize(
    "url", ["http://members.example/line", "javascript:alert(1)", "https://a.example/#x"]
)
def test_a_site_has_a_safe_address(url: str) -> None:
    """Content that names another kind of address is a mistake."""
    with pytest.raises(ValidationError):
        Site(id="mypage", url=url)


async def test_a_button_and_a_menu_name_the_site(place: Place) -> None:
    """An answer's button carries a ticket of hers alone; a menu, which is one for all, carries none."""
    menus = example().menus
    answer = Answer(say=Text({"*": "あなたのページです。"}), button=Text({"*": "開く"}), site="mypage")
    area = menus.menus[0].areas[0].model_copy(update={"tab": None, "site": "mypage"})
    menu = menus.menus[0].model_copy(update={"areas": (area,), "id": "mine"})
    changed = menus.model_copy(
        update={"answers": {**menus.answers, "jobs": answer}, "menus": (*menus.menus, menu)}
    )
    await place.home.publishes(service=place.home.app.snapshot.content.service, menus=changed)
    misaki = Phone(place.home, "misaki")
    await misaki.adds_the_account()
    await misaki.types("合う求人を見る")
    opened = (await misaki.taps("開く"))["open"]
    query = parse_qs(urlsplit(opened).query)
    assert references.ticketed(SECRET_KEY, "mypage", query["t"][0]) == MISAKI
    await place.ties(MISAKI, "T0001")
    async with tab(place.home, "misaki") as browser:
        await walks(browser, opened)
        assert "田中 みさきさんのページ" in browser.html
    shown = menu_shapes.drawn(changed, ("ja",), CONTENT, place.home.bot_url)
    actions = [area["action"] for each in shown for area in each.menu["areas"]]
    assert f"{place.home.bot_url}/enter/mypage?lang=ja" in [each.get("uri") for each in actions]


def test_content_names_only_sites_that_are_there(tmp_path: Path) -> None:
    """A button to a site that `service.yaml` does not name is found with its place and what to write."""
    folder = shutil.copytree(CONTENT, tmp_path / "content")
    menus = folder / "menus.yaml"
    text = menus.read_text(encoding="utf-8")
    menus.write_text(text.replace('postback: "menu?do=answers"', "site: mypag", 1), encoding="utf-8")
    service = folder / "service.yaml"
    sites = 'sites:\n  - {id: mypage, url: "https://a.example/line"}\n  - {id: mypage, url: "https://b.example/"}\n'
    service.write_text(service.read_text(encoding="utf-8") + sites, encoding="utf-8")
    with pytest.raises(ContentError) as found:
        load(folder)
    assert "there is no site `mypag`, write mypage" in str(found.value)
    assert "`mypage` is here twice" in str(found.value)
