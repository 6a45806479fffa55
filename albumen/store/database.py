"""Opening the database: pragmas, transactions that are what they say, and migrations."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.exc import DatabaseError, OperationalError

from albumen.errors import StoreError, StoreTooNewError

# Long enough for another process's batch on a slow disk.
BUSY_TIMEOUT_S = 30
_RETRY_S = 0.01


def open_engine(path: Path) -> Engine:
    """Open the SQLite database at `path`, creating or migrating it to this Albumen's revision.

    Raises:
        StoreTooNewError: a newer Albumen made it.
        StoreError: it is not a database, or cannot be opened or migrated.
    """
    url = URL.create("sqlite", database=str(path))  # not parsed from text: a path may hold ?, # or %
    engine = create_engine(url, connect_args={"timeout": BUSY_TIMEOUT_S})
    event.listen(engine, "connect", _configure_connection)
    event.listen(engine, "begin", _begin)
    try:
        _migrate(engine)
    except StoreError:
        engine.dispose()
        raise
    except DatabaseError as error:
        engine.dispose()
        raise StoreError(f"the database {path} cannot be opened ({error.orig}); {_advise(error)}") from error
    return engine


def head_revision() -> str:
    """Name the newest migration."""
    return _revisions()[-1]


def current_revision(connection: Connection) -> str | None:
    """Name the revision that the database is at, or None for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def migrate(connection: Connection, target: str = "head") -> None:
    """Bring the database to a revision, up or (for one that is older, or `base`) down."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(files("migrations")))
    config.attributes["connection"] = connection
    at = current_revision(connection)
    is_older = target == "base" or (at is not None and target in _revisions() and target < at)
    (command.downgrade if is_older else command.upgrade)(config, target)


def _advise(error: DatabaseError) -> str:
    if isinstance(error, OperationalError):
        return "see that its folder is there and writable, its disk not full, and that no other program holds it"
    return "restore it from a backup, or move it away and run `albumen index` again: photos are never stored in it"


def _revisions() -> list[str]:
    """List the migrations, oldest first: their file names sort, and each is its revision's id."""
    versions = files("migrations") / "versions"
    return sorted(script.name.removesuffix(".py") for script in versions.iterdir() if script.name[:1].isdigit())


def _migrate(engine: Engine) -> None:
    with engine.connect() as connection:
        at = current_revision(connection)
    if at == head_revision():
        return
    with _connect_without_foreign_keys(engine) as connection, connection.begin():
        at = current_revision(connection)  # another process may have migrated while this one waited for the lock
        if at is not None and at not in _revisions():
            raise StoreTooNewError(
                f"this library was made by a newer Albumen (revision {at}, this one knows {head_revision()}); "
                "update Albumen, or choose another folder with --library"
            )
        migrate(connection)
        broken = {row[0] for row in connection.execute(text("PRAGMA foreign_key_check"))}
        if broken:
            raise StoreError(
                f"updating the library would break references in {', '.join(sorted(broken))}; kept as it was"
            )


@contextmanager
def _connect_without_foreign_keys(engine: Engine) -> Iterator[Connection]:
    """Connect as a migration must: SQLite changes a table by copying and dropping it, which would cascade.

    The pragma has no effect inside a transaction, hence the driver's connection (https://sqlite.org/lang_altertable.html,
    section 7).
    """
    with engine.connect().execution_options(is_write=True) as connection:
        driver = connection.connection.dbapi_connection
        assert driver is not None  # a connection that is open has one
        driver.execute("PRAGMA foreign_keys=OFF")
        try:
            yield connection
        finally:
            driver.execute("PRAGMA foreign_keys=ON")


def _configure_connection(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # SQLAlchemy's begin event below starts transactions, the driver must not
    connection.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_S * 1000}")
    _set_wal(connection)
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA synchronous=NORMAL")


def _set_wal(connection: sqlite3.Connection) -> None:
    """Keep a write-ahead log. SQLite refuses this at once, whatever its busy timeout, while another does the same."""
    deadline = time.monotonic() + BUSY_TIMEOUT_S
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(_RETRY_S)


def _begin(connection: Connection) -> None:
    # IMMEDIATE takes the write lock at once: a read that later turns to writing could fail instead of waiting.
    is_write = connection.get_execution_options().get("is_write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if is_write else "BEGIN")
