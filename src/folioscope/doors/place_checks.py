"""Whether there is room, time is right, and what is kept is kept twice."""

from __future__ import annotations

import shutil
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from folioscope.doors.finding import Finding, broken, doubtful, well
from folioscope.features.administration.repository import Totals
from folioscope.platform.database.base import now
from folioscope.platform.database.engine import Database, parse_url
from folioscope.settings.values import Settings

LEAST_FREE, LITTLE_FREE = 0.05, 0.10  # of the disk; below the first the server is not ready
CLOCKS_APART = 2.0  # seconds; leases are 15
OLD_COPY = timedelta(days=30)
WRITTEN_IN = datetime(2026, 11, 1, tzinfo=UTC)  # no clock that is right tells an earlier time
NETWORKED = frozenset({"nfs", "nfs4", "cifs", "smb3", "9p", "fuse.sshfs", "glusterfs", "ceph"})
MOUNTS = Path("/proc/self/mounts")


async def disk(settings: Settings) -> Finding:
    """Whether there is room for what is to come, on a disk of this machine."""
    place = existing(settings.data_dir)
    usage = shutil.disk_usage(place)
    free = usage.free / usage.total
    told = f"{free:.0%} of {usage.total / 1e9:.0f} GB are free"
    mend = "Make room, or move the data folder: FOLIOSCOPE_DATA_DIR."
    if free <= LEAST_FREE:
        return broken(f"{told}; below {LEAST_FREE:.0%} the server says that it is not ready", mend)
    if is_sqlite(settings) and (kind := filesystem_of(place)) in NETWORKED:
        told = f"SQLite lies on {kind}, where locks do not hold: it may be damaged"
        return broken(told, "Use a disk of this machine, or PostgreSQL.")
    return doubtful(told, mend) if free <= LITTLE_FREE else well(told)


async def clock(settings: Settings) -> Finding:
    """Whether the time is right: tokens expire by it, and limits begin anew."""
    mend = "Have the machine set its clock: timedatectl set-ntp true"
    if now() < WRITTEN_IN:
        return broken(f"it is {now():%Y-%m-%d} here, which is before this program was made", mend)
    if is_sqlite(settings):
        return well(f"{now():%Y-%m-%d %H:%M} UTC")
    database = Database(parse_url(settings.database_address))
    try:
        async with database.read() as session:
            ahead = await Totals(session).clock_ahead()
    finally:
        await database.aclose()
    if abs(ahead) > CLOCKS_APART:
        return doubtful(f"that of the database is {ahead:+.1f} s apart", mend)
    return well(f"{now():%Y-%m-%d %H:%M} UTC, as in the database")


async def copies(settings: Settings) -> Finding:
    """How old the newest safety copy is that lies in the data folder."""
    folder = settings.data_dir / "copies"
    ages = [time.time() - path.stat().st_mtime for path in folder.glob("*") if path.is_file()]
    mend = "folioscope db backup FILE, from a timer (docs/howto/back-up.md)"
    if not ages:
        return well(f"none in {folder}: {mend}")
    age = timedelta(seconds=min(ages))
    told = f"the newest in {folder} is {age.days} days old"
    return doubtful(told, mend) if age > OLD_COPY else well(told)


def existing(folder: Path) -> Path:
    """The folder, or the nearest above it that is there."""
    return next(path for path in (folder, *folder.absolute().parents) if path.exists())


def is_sqlite(settings: Settings) -> bool:
    """Whether the database is a file of this machine."""
    return parse_url(settings.database_address).get_backend_name() == "sqlite"


def filesystem_of(place: Path) -> str:
    """The kind of file system a folder is on; nothing where the system does not say."""
    try:
        mounts = [line.split() for line in MOUNTS.read_text().splitlines()]
    except OSError:
        return ""
    path = place.resolve()
    above = [(mount[1], mount[2]) for mount in mounts if path.is_relative_to(mount[1])]
    return max(above, key=lambda mount: len(mount[0]), default=("", ""))[1]


def bytes_in(folder: Path) -> int:
    """Bytes of the files in a folder, of which some may be going meanwhile."""
    sizes = 0
    for path in folder.rglob("*"):
        try:
            sizes += path.stat().st_size if path.is_file() else 0
        except FileNotFoundError:
            continue
    return sizes
