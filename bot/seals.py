"""Signed words: what we wrote into an address ourselves and take back from whoever opens it.

Built by deciding modules, read by pages; each purpose has a key of its own, so that none serves another.
"""

from __future__ import annotations

import hashlib
import hmac

from itsdangerous import Signer


def _seal(secret_key: str, purpose: str) -> Signer:
    return Signer(secret_key, f"enishi.{purpose}", key_derivation="hmac", digest_method=hashlib.sha256)


def sign(secret_key: str, purpose: str, value: str) -> str:
    """Return the value with a signature that cannot be made without the key, nor serve another purpose."""
    return _seal(secret_key, purpose).sign(value).decode()


def read(secret_key: str, purpose: str, signed: str) -> str | None:
    """Return what was signed for that purpose, or None for anything else."""
    given = signed.encode("utf-8", "surrogatepass")
    value = given.rpartition(b".")[0]
    # Signing anew takes one spelling only; base64 as the library reads it has several.
    return value.decode() if hmac.compare_digest(_seal(secret_key, purpose).sign(value), given) else None
