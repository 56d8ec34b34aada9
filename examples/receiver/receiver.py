"""Takes the answers that Enishi sends: `ENISHI_ANSWERS_SECRET=… python examples/receiver/receiver.py`.

Answer with 2xx once the answers are stored; after anything else they are sent again under the same key.
"""

import hashlib
import hmac
import os
import time

from aiohttp import web


def receiver(secret: str, store, now=time.time) -> web.Application:  # noqa: TID251
    async def answers(request: web.Request) -> web.Response:
        body, sent = await request.read(), request.headers.get("X-Enishi-Timestamp", "")
        signed = hmac.new(secret.encode(), sent.encode() + b"." + body, hashlib.sha256).hexdigest()
        if not hmac.compare_digest(f"sha256={signed}", request.headers.get("X-Enishi-Signature", "")):
            raise web.HTTPUnauthorized  # not written by Enishi
        if abs(now() - int(sent)) > 300:
            raise web.HTTPUnauthorized  # an old one that somebody has kept
        store(request.headers["Idempotency-Key"], await request.json())  # a key that is known changes nothing
        return web.Response(status=204)

    application = web.Application()
    application.router.add_post("/answers", answers)
    return application


if __name__ == "__main__":
    web.run_app(receiver(os.environ["ENISHI_ANSWERS_SECRET"], lambda key, told: print(key, told)), port=8090)
