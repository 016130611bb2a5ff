"""What goes wrong with a database, in the words of the person who has to act."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import (
    DatabaseError,
    DBAPIError,
    InterfaceError,
    InternalError,
    OperationalError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeout

from folioscope.errors import BackendBusy, BackendFailed

WAIT_SECONDS = 30
READ_ONLY = ("readonly database", "read-only transaction")
REFUSALS = (
    "authentication failed",
    "no password supplied",
    "no pg_hba.conf entry",
    "does not exist",
    "permission denied",
    "not permitted to log in",
)


class DatabaseUnavailable(BackendBusy):
    """The database did not answer, or is locked by somebody else."""

    code = "database_unavailable"


class DatabaseUnreachable(BackendBusy):
    """There is no database where the settings say."""

    code = "database_unreachable"


class DatabaseReadOnly(BackendBusy):
    """The database takes no changes: a stand-by, or a file that may not be written."""

    code = "database_read_only"


class DiskFull(BackendFailed):
    """There is no room left to write."""

    code = "disk_full"


class DatabaseDamaged(BackendFailed):
    """The file that should hold the database holds something else, or only parts of it."""

    code = "database_damaged"


@contextmanager
def translated() -> Iterator[None]:
    """Raise errors of the database as kinds that callers know."""
    try:
        yield
    except (OperationalError, InterfaceError, InternalError) as error:
        raise _unusable(error) from error
    except DatabaseError as error:
        if type(error) is not DatabaseError:  # a constraint, or a statement of ours
            raise
        msg = f"The database cannot be read: {error.orig}."
        raise DatabaseDamaged(msg) from error
    except PoolTimeout as error:
        msg = f"The database was busy for {WAIT_SECONDS} s."
        raise DatabaseUnavailable(msg) from error


def _unusable(error: DBAPIError) -> BackendFailed:
    told = str(error.orig)
    if "disk is full" in told or "No space left" in told:
        return DiskFull("The disk that holds the database is full; free some room and try again.")
    if any(words in told for words in READ_ONLY):
        return DatabaseReadOnly("The database is read-only at present: nothing can be changed.")
    return DatabaseUnavailable("The database cannot be used right now.")


def unreachable(place: str, error: DBAPIError) -> DatabaseUnreachable:
    """Why nobody gets into the database at a place, and what to look at."""
    reason = str(error.orig).splitlines()[0].rpartition(" failed: ")[2].rstrip(".")
    told = f"The database at {place} cannot be reached: {reason}. Check that it runs and what"
    if any(words in reason for words in REFUSALS):
        reason = reason.removeprefix("FATAL:").lstrip()
        told = f"The server of the database at {place} refused the login: {reason}. Check what"
    return DatabaseUnreachable(f"{told} FOLIOSCOPE_DATABASE_URL says.")
