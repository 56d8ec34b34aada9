"""ID tokens: only what LINE has signed, for us, for this browser and now, says who somebody is."""

from __future__ import annotations

import base64
import hmac
import json
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, RSAKey

from linking import id_tokens
from linking.id_tokens import Person
from linking.tokens import TokenRefused

CHANNEL, SECRET, NONCE = "1656000000", "s" * 32, "a-nonce"
NOW = 1_795_000_000_000
SAKI = "U" + "a" * 32
LINES = ECKey.generate_key("P-256", {"use": "sig"}, auto_kid=True)
OTHERS = ECKey.generate_key("P-256", {"use": "sig"}, auto_kid=True)
RSA = RSAKey.generate_key(2048, {"use": "sig"}, auto_kid=True)
GOOD: dict[str, Any] = {
    "iss": "https://access.line.me",
    "sub": SAKI,
    "aud": CHANNEL,
    "exp": NOW // 1000 + 3600,
    "iat": NOW // 1000,
    "nonce": NONCE,
    "amr": ["linesso"],
    "name": "さき",
}


def public(key: Any) -> dict[str, Any]:
    return dict(key.as_dict(private=False))


class Line:
    """LINE's published keys, and how often they were asked for anew."""

    def __init__(self, *keys: dict[str, Any], later: tuple[dict[str, Any], ...] = ()) -> None:
        self.now, self.later, self.fresh = list(keys), list(later), 0

    async def keys(self, fresh: bool) -> dict[str, Any]:
        self.fresh += fresh
        return {"keys": self.now + (self.later if fresh else [])}


async def read(token: str, line: Line | None = None) -> Person:
    keys = (line or Line(public(LINES))).keys
    return await id_tokens.verified(token, CHANNEL, SECRET, NONCE, NOW, keys)


def signed(key: Any, algorithm: str, **changes: Any) -> str:
    claims = {name: value for name, value in {**GOOD, **changes}.items() if value is not None}
    header = {"alg": algorithm, **({"kid": key.kid} if algorithm != "HS256" else {})}
    return jwt.encode(header, claims, key, algorithms=[algorithm])


def for_the_web(**changes: Any) -> str:
    return signed(OctKey.import_key(SECRET), "HS256", **changes)


async def test_lines_word_counts_by_its_secret_and_by_its_keys() -> None:
    """The web's tokens are signed with our secret, an app's with a key of LINE's; a new one is fetched."""
    assert await read(for_the_web()) == Person(SAKI, "さき")
    assert await read(signed(LINES, "ES256")) == Person(SAKI, "さき")
    line = Line(public(OTHERS), later=(public(LINES),))
    assert await read(signed(LINES, "ES256"), line) == Person(SAKI, "さき") and line.fresh == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"aud": "1656000001"},
        {"aud": ["1656000001"]},
        {"aud": None},
        {"iss": "https://evil.example"},
        {"iss": None},
        {"nonce": "another"},
        {"nonce": None},
        {"exp": NOW // 1000 - 61},
        {"exp": None},
        {"exp": "tomorrow"},
        {"iat": NOW // 1000 + 3600},
        {"sub": None},
        {"sub": "T0001"},
        {"sub": "U" + "A" * 32},
        {"sub": [SAKI]},
        {"amr": None},
        {"amr": []},
        {"amr": ["guess"]},
        {"amr": "pwd"},
    ],
)
async def test_a_token_that_says_anything_else_is_refused(changes: dict[str, Any]) -> None:
    """Another audience, issuer, nonce, time, person or way of making sure: nobody has signed in."""
    with pytest.raises(TokenRefused) as refused:
        await read(for_the_web(**changes))
    assert "another" not in str(refused.value) and SAKI not in str(refused.value)


def written(header: dict[str, Any], secret: bytes | None = None) -> str:
    """Write a token by hand, with an HMAC under any secret or without a signature."""
    parts = [base64.urlsafe_b64encode(json.dumps(each).encode()).rstrip(b"=") for each in (header, GOOD)]
    made = hmac.digest(secret, b".".join(parts), "sha256") if secret is not None else b""
    return b".".join([*parts, base64.urlsafe_b64encode(made).rstrip(b"=")]).decode()


async def test_no_other_algorithm_counts() -> None:
    """None, RSA, a longer hash and a missing name are refused, whatever they are signed with."""
    longer = jwt.encode({"alg": "HS512"}, GOOD, OctKey.import_key(SECRET), algorithms=["HS512"])
    bare = [written({"alg": name}) for name in ("none", "None", "HS256", "ES256", "")]
    for token in (*bare, written({}), written({"alg": ["HS256"]}), signed(RSA, "RS256"), longer):
        with pytest.raises(TokenRefused):
            await read(token, Line(public(LINES), public(RSA)))


async def test_a_public_key_is_no_secret() -> None:
    """What is signed as HS256 with LINE's public key, in any of its forms, is signed by nobody."""
    assert (await read(written({"alg": "HS256"}, SECRET.encode()))).friend_id == SAKI
    pem = LINES.as_pem(private=False)
    for secret in (pem, json.dumps(public(LINES)).encode(), str(public(LINES)["x"]).encode()):
        token = written({"alg": "HS256", "kid": LINES.kid}, secret)
        with pytest.raises(TokenRefused):
            await read(token)


async def test_our_secret_is_no_key_of_lines_and_others_keys_are_neither() -> None:
    """ES256 counts by LINE's published keys alone, wherever a token says that its key is to be found."""
    mine = {"jwk": public(OTHERS), "jku": "https://evil.example/certs"}
    planted = jwt.encode({"alg": "ES256", "kid": OTHERS.kid, **mine}, GOOD, OTHERS, algorithms=["ES256"])
    same_name = jwt.encode({"alg": "ES256", "kid": LINES.kid}, GOOD, OTHERS, algorithms=["ES256"])
    for token in (planted, same_name, "", "a.b.c", "x" * 20_000, for_the_web()[:-2], for_the_web() + "A"):
        with pytest.raises(TokenRefused):
            await read(token)


async def test_keys_that_cannot_be_read_are_nobodys() -> None:
    """While LINE's list is broken, nobody signs in by it, and nothing else breaks."""
    for broken in ({}, {"kty": "EC"}, {"kty": "oct", "k": "A" * 43}):
        with pytest.raises(TokenRefused):
            await read(signed(LINES, "ES256"), Line(broken))
