"""`python -m emulator`: one emulator until SIGTERM or Ctrl-C. Ignores every environment variable."""

import argparse
import asyncio
import json
import signal
from pathlib import Path

from aiohttp import web

from emulator.app import create_app
from emulator.calls import WORLD
from emulator.config import (
    CAST,
    DEFAULT_LOGIN_CHANNEL,
    DEFAULT_LOGIN_SECRET,
    DEFAULT_SECRET,
    DEFAULT_TOKEN,
    Config,
    Person,
)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="emulator", description="A LINE platform on your desk.")
    parser.add_argument("--host", default="127.0.0.1", help="where to listen (default: %(default)s)")
    parser.add_argument("--port", type=int, default=8090, help="0 picks a free one (default: %(default)s)")
    parser.add_argument("--webhook", metavar="URL", help="where the bot takes webhooks; may be set later")
    parser.add_argument("--secret", default=DEFAULT_SECRET, help="channel secret")
    parser.add_argument("--token", default=DEFAULT_TOKEN, help="channel access token")
    parser.add_argument("--login-channel", default=DEFAULT_LOGIN_CHANNEL, help="LINE Login channel ID")
    parser.add_argument("--login-secret", default=DEFAULT_LOGIN_SECRET, help="LINE Login channel secret")
    callback = "a callback address of LINE Login; may be given several times"
    parser.add_argument("--login-callback", action="append", default=[], metavar="URL", help=callback)
    parser.add_argument("--quota", type=int, help="billed messages a month (default: unlimited)")
    parser.add_argument("--cast", type=Path, metavar="FILE", help="JSON list of {slug, name, language, role}")
    parser.add_argument("--rate-factor", type=float, default=1.0, help="scales LINE's rate limits, 0 = none")
    return parser.parse_args()


def _cast(file: Path | None) -> tuple[Person, ...]:
    if file is None:
        return CAST
    return tuple(Person(**{"shown": True, **entry}) for entry in json.loads(file.read_text("utf-8")))


async def _serve(options: argparse.Namespace) -> None:
    config = Config(
        channel_secret=options.secret,
        channel_access_token=options.token,
        login_channel_id=options.login_channel,
        login_channel_secret=options.login_secret,
        login_callbacks=tuple(options.login_callback),
        webhook_url=options.webhook,
        quota=options.quota,
        cast=_cast(options.cast),
        rate_factor=options.rate_factor,
    )
    app = create_app(config)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=2.0)
    await runner.setup()
    site = web.TCPSite(runner, options.host, options.port)
    await site.start()
    app[WORLD].public_url = f"http://{options.host}:{runner.addresses[0][1]}"
    print(f"emulator listening on {app[WORLD].public_url}", flush=True)
    await _stop_signal()
    await runner.cleanup()


async def _stop_signal() -> None:
    stop = asyncio.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(each, stop.set)
    await stop.wait()


def main() -> None:
    """Run until told to stop, on uvloop where that is installed."""
    options = _options()
    try:
        import uvloop

        uvloop.run(_serve(options))
    except ImportError:
        asyncio.run(_serve(options))


if __name__ == "__main__":
    main()
