"""A PostgreSQL server for tests: found or started, and databases on it that vanish with the run.

Called by tests/databases.py. A server that it did not start stays as it was, but for what killed runs left.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
import pwd
import re
import secrets
import shutil
import socket
import subprocess
import tempfile
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

import asyncpg
from sqlalchemy.engine import URL, make_url

LOCAL = "postgresql://postgres@127.0.0.1:5432/postgres"
PREFIX = "enishi_test_"
RUN = re.compile(PREFIX + "[0-9a-f]{8}")
MEMORY = Path("/dev/shm")
INSTALLED = (
    "usr/lib/postgresql/*/bin/initdb",
    "usr/pgsql-*/bin/initdb",
    "opt/homebrew/opt/postgresql@*/bin/initdb",
)
EMPTY = "template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'"  # the same on every server
UNSAFE_BUT_FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"


class NoPostgres(Exception):
    """No server was found; the text says where was looked, and what to do."""


class Server:
    """A connection to a server, kept in a thread of its own, that creates and drops this process's databases.

    Their names begin with the run's name, which is also the connection's application name: what is named
    after a run that is no longer connected was left by a killed one, and goes.
    """

    def __init__(self, url: str) -> None:
        self.address: URL = make_url(url).set(drivername="postgresql+asyncpg")
        self.run = PREFIX + secrets.token_hex(4)
        self._count = 0
        self._empty = EMPTY
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name=self.run, daemon=True)
        self._thread.start()
        try:
            self._connection = self._wait(self._connect())
        except BaseException:
            self._end_thread()
            raise

    def __enter__(self) -> Self:
        runs = self._runs()  # before who is alive: a run that begins meanwhile is then not swept
        for run in runs - set(self._fetch("SELECT application_name FROM pg_stat_activity")):
            self._sweep(run)
        self._into_memory()
        return self

    def __exit__(self, *exc: object) -> None:
        self._sweep(self.run)
        self._wait(self._connection.close())
        self._end_thread()

    def create(self, template: str | None = None) -> str:
        """Create a database, empty or a copy of one to which nobody is connected; return its name."""
        self._count += 1
        name = f"{self.run}_{self._count}"
        self._execute(f'CREATE DATABASE "{name}" TEMPLATE ' + (f'"{template}"' if template else self._empty))
        return name

    def let_forget(self, name: str) -> None:
        """Let commits to a database wait for no disk; it outlives its clients, but not the server."""
        self._execute(f'ALTER DATABASE "{name}" SET synchronous_commit = off')

    def drop(self, name: str) -> None:
        """Drop a database, whoever is still connected to it."""
        self._execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def enter(self, name: str) -> Any:
        """Return a connection to one of the databases, for `ask`; it ends when the database is dropped."""
        return self._wait(self._connect(name))

    def ask(self, connection: Any, query: str) -> Any:
        """Return the one value that a query finds."""
        return self._wait(connection.fetchval(query))

    def url(self, name: str) -> str:
        """Return the SQLAlchemy URL of one of the databases."""
        return self.address.set(database=name).render_as_string(hide_password=False)

    def _into_memory(self) -> None:
        """Keep the databases in memory, where the server shares ours: on disk, a clone is 300 slow files."""
        folder = MEMORY / self.run
        try:
            folder.mkdir(mode=0o700)
            if os.getuid() == 0:
                shutil.chown(folder, "postgres")
            self._execute(f"CREATE TABLESPACE {self.run} LOCATION '{folder}'")
            self._empty = f"{EMPTY} TABLESPACE {self.run}"
        except (OSError, LookupError, asyncpg.PostgresError):  # another machine or user, or no such folder
            shutil.rmtree(folder, ignore_errors=True)

    def _runs(self) -> set[str]:
        names = "SELECT datname FROM pg_database UNION SELECT spcname FROM pg_tablespace"
        return {run[0] for run in map(RUN.match, self._fetch(names)) if run}

    def _sweep(self, run: str) -> None:
        """Remove whatever bears that run's name."""
        for name in self._fetch("SELECT datname FROM pg_database WHERE starts_with(datname, $1)", f"{run}_"):
            self.drop(name)
        self._execute(f"DROP TABLESPACE IF EXISTS {run}")
        shutil.rmtree(MEMORY / run, ignore_errors=True)

    async def _connect(self, database: str | None = None) -> Any:
        address = self.address.set(drivername="postgresql", database=database or self.address.database)
        url = address.render_as_string(hide_password=False)
        return await asyncpg.connect(url, timeout=5, server_settings={"application_name": self.run})

    def _fetch(self, query: str, *arguments: object) -> list[str]:
        return [row[0] for row in self._wait(self._connection.fetch(query, *arguments))]

    def _execute(self, statement: str) -> None:
        self._wait(self._connection.execute(statement))

    def _wait(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout=60)

    def _end_thread(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


def find_server(home: Path) -> Server:
    """Connect to the first of: TEST_POSTGRES_URL, the local server, a server of our own in that folder."""
    if os.environ.get("TEST_POSTGRES_URL"):
        return Server(os.environ["TEST_POSTGRES_URL"])
    try:
        return Server(LOCAL)
    except (OSError, TimeoutError, asyncpg.PostgresError) as error:
        unreachable = f"127.0.0.1:5432 does not answer ({error})"
    initdb = find_initdb()
    if initdb is None:
        raise NoPostgres(
            f"no PostgreSQL: TEST_POSTGRES_URL is not set, {unreachable}, and no initdb is installed"
        )
    return Server(own_server(home, initdb))


def find_initdb() -> Path | None:
    """Find the newest PostgreSQL installed on this machine."""
    found = [file for pattern in INSTALLED for file in Path("/").glob(pattern)]
    on_path = shutil.which("initdb")
    if not found:
        return Path(on_path) if on_path else None
    return max(found, key=lambda file: [int(number) for number in re.findall(r"\d+", str(file))])


def own_server(home: Path, initdb: Path) -> str:
    """Return the address of the run's own server, started by whichever of its processes comes first."""
    with locked(home / "lock"):
        address = home / "address"
        if not address.exists():
            address.write_text(start(home, initdb))
        return address.read_text()


def start(home: Path, initdb: Path) -> str:
    """Make and start a server that forgets fsync: it has nothing to lose."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    data = home / "data"
    if os.getuid() == 0:  # PostgreSQL refuses to run as root
        shutil.chown(home, "postgres")
    as_postgres(
        initdb, "-D", data, "-U", "postgres", "-A", "trust", "--no-sync", "--encoding=UTF8", "--locale=C"
    )
    options = f"-p {port} -k {home} -c listen_addresses=127.0.0.1 {UNSAFE_BUT_FAST}"
    (home / "pg_ctl").symlink_to(initdb.with_name("pg_ctl"))
    as_postgres(home / "pg_ctl", "-D", data, "-l", home / "log", "-w", "-o", options, "start")
    return f"postgresql://postgres@127.0.0.1:{port}/postgres"


def new_folder(kind: str) -> Path:
    """Make a folder for databases of a kind, in memory where there is such a place."""
    return Path(tempfile.mkdtemp(prefix=f"enishi-{kind}-", dir=MEMORY if MEMORY.is_dir() else None))


def stop_own_server(home: Path) -> None:
    """Stop the server in that folder, if one was started there, and remove the folder."""
    if (home / "pg_ctl").is_symlink():
        as_postgres(home / "pg_ctl", "-D", home / "data", "-m", "immediate", "-w", "stop")
    shutil.rmtree(home, ignore_errors=True)


def as_postgres(*command: str | Path) -> None:
    """Run one of PostgreSQL's programs, as its own user where we are root; NoPostgres tells what it said."""
    user = "postgres" if os.getuid() == 0 else None
    group = pwd.getpwnam(user).pw_gid if user else None
    done = subprocess.run(
        command, cwd="/", stdin=subprocess.DEVNULL, capture_output=True, text=True, user=user, group=group
    )
    if done.returncode:
        raise NoPostgres(f"{Path(command[0]).name} failed: {done.stderr.strip() or done.stdout.strip()}")


@contextmanager
def a_server() -> Iterator[Server]:
    """Lend the server that is found, for runs outside of pytest."""
    home = new_folder("postgres")
    try:
        with find_server(home) as server:
            yield server
    finally:
        stop_own_server(home)


@contextmanager
def locked(file: Path) -> Iterator[None]:
    """Hold a lock that all processes of a run share."""
    with file.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
