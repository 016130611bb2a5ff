"""The commands that look after the database: upgrade it, copy it, bring it back, check it."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from importlib import metadata
from pathlib import Path
from typing import BinaryIO

import click

from folioscope.doors.configuration import read_settings
from folioscope.doors.lock import folder_lock
from folioscope.doors.opened_database import beside_others, opened, opened_blobs
from folioscope.errors import Conflict
from folioscope.features.copies.archive import ArchiveWriter, open_archive
from folioscope.features.copies.backing_up import Tell, back_up
from folioscope.features.copies.checking import check as look_for_faults
from folioscope.features.copies.restoring import refuse_files_of_another
from folioscope.features.copies.restoring import restore as bring_back
from folioscope.features.copies.schemas import Header, Manifest
from folioscope.migrations import apply
from folioscope.migrations.precautions import Upgraded, bring_up_to_date, rehearse, tidy
from folioscope.platform.database.engine import Database
from folioscope.platform.terminal.output import plain, print_json, progress_bar
from folioscope.platform.terminal.session import json_option
from folioscope.settings.values import Settings

MEGABYTE = 1_000_000
PATH = click.Path(path_type=Path, dir_okay=False)


class TargetExists(Conflict):
    """A file where a safety copy is to be written."""

    code = "target_exists"


@click.group()
def db() -> None:
    """Look after the database."""


@db.command()
@click.option("--dry-run", is_flag=True, help="Only try it: on a copy, or taken back.")
@json_option
def upgrade(*, dry_run: bool, as_json: bool) -> None:
    """Bring the database to the schema of this program; serving does so too."""
    settings = read_settings()
    if dry_run:
        asyncio.run(_rehearse(settings, as_json=as_json))
        return
    upgraded = asyncio.run(_upgrade(settings))
    if as_json:
        copy = str(upgraded.copy) if upgraded.copy else None
        print_json({"revision": apply.newest(), "found": upgraded.found, "copy": copy})
        return
    if upgraded.copy:
        click.echo(f"The database as it was is in {upgraded.copy}.")
    click.echo(f"The database is at revision {apply.newest()}.")


async def _upgrade(settings: Settings) -> Upgraded:
    with folder_lock(settings.data_dir):
        tidy(settings.data_dir, settings.copies_dir, unfinished_for=0)
        async with opened(settings) as database:
            return await bring_up_to_date(database, settings.upgrade_copies_dir)


async def _rehearse(settings: Settings, *, as_json: bool) -> None:
    with beside_others(settings):
        async with opened(settings) as database:
            tried = await rehearse(database, settings.data_dir)
    if as_json:
        steps = [{"revision": step.revision, "told": step.told} for step in tried.steps]
        print_json({"found": tried.found, "steps": steps, "seconds": round(tried.seconds, 3)})
        return
    click.echo(f"The database is at revision {tried.found or 'none: it is empty'}.")
    for step in tried.steps:
        click.echo(f"{step.revision}: {step.told}")
    click.echo(
        f"These steps were tried, in {tried.seconds:.1f} s, and nothing was changed."
        if tried.steps
        else "There is nothing to do."
    )


@db.command()
@click.argument("path", type=PATH)
@click.option("--force", is_flag=True, help="Replace the file PATH.")
@json_option
def backup(path: Path, *, force: bool, as_json: bool) -> None:
    """Write rows and files as of this moment into the archive PATH; servers may run on."""
    settings = read_settings()
    if path.exists() and not force:
        msg = f"{path} is there already; --force replaces it."
        raise TargetExists(msg)
    manifest = asyncio.run(_back_up(settings, path))
    size = path.stat().st_size
    if as_json:
        counts = {"rows": manifest.rows, "files": manifest.files, "lost_files": manifest.lost}
        print_json({"path": str(path), "bytes": size, **counts})
        return
    for digest in manifest.lost:
        click.echo(f"Not in it, since it is lost or damaged: the file {digest}.", err=True)
    click.echo(f"{plain(str(path))}: {_told(manifest)}, {size / MEGABYTE:.1f} MB.")


async def _back_up(settings: Settings, path: Path) -> Manifest:
    partial_path = path.with_name(f"{path.name}.part")
    with beside_others(settings), _telling("Copying") as tell:
        async with opened(settings, must_be_current=True) as database:
            with opened_blobs(settings, alone=False) as blobs, _written(partial_path) as target:
                archive = ArchiveWriter(target, _header(database))
                manifest = await back_up(database, blobs, archive, tell)
    partial_path.rename(path)
    return manifest


def _header(database: Database) -> Header:
    return Header(
        version=metadata.version("folioscope"),
        revision=apply.newest(),
        engine="sqlite" if database.is_sqlite else "postgresql",
        made_at=datetime.now(UTC),
    )


@db.command()
@click.argument("path", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@json_option
def restore(path: Path, *, as_json: bool) -> None:
    """Bring the archive PATH back into an empty database, of either engine."""
    settings = read_settings()
    manifest = asyncio.run(_restore(settings, path))
    if as_json:
        counts = {"rows": manifest.rows, "files": manifest.files, "lost_files": manifest.lost}
        print_json({"revision": apply.newest(), **counts})
    else:
        click.echo(f"Restored: {_told(manifest)}.")


async def _restore(settings: Settings, path: Path) -> Manifest:
    with (
        folder_lock(settings.data_dir),
        _telling("Restoring") as tell,
        open_archive(path) as archive,
    ):
        apply.steps_after(archive.header.revision)  # refuses what a newer program wrote
        async with opened(settings) as database:
            with opened_blobs(settings, alone=True) as blobs:
                if settings.files_dir is not None:
                    await refuse_files_of_another(archive, blobs, settings.files_dir)
                prepare = partial(apply.upgrade, revision=archive.header.revision)
                await bring_back(archive, database, blobs, prepare, tell)
            await database.run_on_connection(apply.upgrade)
        return archive.manifest


@db.command()
@click.argument("path", type=PATH, required=False)
@json_option
def check(path: Path | None, *, as_json: bool) -> None:
    """Look whether the database and its files are whole, or the archive PATH is."""
    if path is not None:
        with open_archive(path) as archive:
            told, faults = f"{_told(archive.manifest)}, whole", _losses(archive.manifest)
    else:
        told, faults = "The database and its files are whole", asyncio.run(_check(read_settings()))
    if as_json:
        print_json({"faults": faults})
    else:
        click.echo("\n".join(faults) if faults else f"{told}.")
    if faults:
        click.get_current_context().exit(1)


async def _check(settings: Settings) -> list[str]:
    with beside_others(settings), _telling("Checking") as tell:
        async with opened(settings, must_be_current=True) as database:
            with opened_blobs(settings, alone=False) as blobs:
                return await look_for_faults(database, blobs, tell)


def _losses(manifest: Manifest) -> list[str]:
    return [f"The file {digest} was lost when the copy was made." for digest in manifest.lost]


def _told(manifest: Manifest) -> str:
    return f"{manifest.rows:,} rows and {manifest.files:,} files"


@contextmanager
def _written(path: Path) -> Iterator[BinaryIO]:
    """A file for its owner alone, which is gone again if it is not written to its end."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as target:
            yield target
            target.flush()
            os.fsync(descriptor)
    except BaseException:
        path.unlink(missing_ok=True)
        raise


@contextmanager
def _telling(what: str) -> Iterator[Tell]:
    with progress_bar(what) as bar:
        yield lambda _part, done, total: bar.show({"done": done, "total": total})
