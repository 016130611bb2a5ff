"""The Hugging Face hub over HTTP: what a repository holds, and its files."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote, urlsplit

from folioscope.backends.bert.pulled_models import is_commit
from folioscope.backends.models.port import (
    HubBusy,
    HubFailed,
    ModelGated,
    RepositoryUnknown,
    RevisionUnknown,
)
from folioscope.errors import FolioscopeError
from folioscope.outbound.http import Client, Limits, Response, naming_failures, open_client
from folioscope.outbound.redirects import fetched
from folioscope.outbound.retry_after import seconds_to_wait

MOST_FILES = 10_000
MOST_OF_LISTING = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class ListedFile:
    """A file of a repository. Large ones are told by SHA-256, others as git tells its blobs."""

    path: str
    size: int
    sha256: str | None
    git_sha1: str | None


@dataclass(frozen=True, slots=True)
class Listing:
    """A repository at one commit."""

    repository: str
    commit: str
    files: Mapping[str, ListedFile]


@dataclass(frozen=True)
class Coming:
    """A file on its way, from the byte ``start`` on."""

    start: int
    host: str
    response: Response

    async def pieces(self) -> AsyncIterator[bytes]:
        """The bytes, as they come."""
        with naming_failures(self.host):
            async for piece in self.response.aiter_bytes():
                yield piece


@dataclass(frozen=True)
class HubAccess:
    """Where the hub is, who asks it, and how much it may send."""

    endpoint: str
    token: str
    most_bytes: int
    limits: Limits = field(default_factory=Limits)

    @property
    def host(self) -> str:
        """The name of the hub."""
        return urlsplit(self.endpoint).hostname or self.endpoint


class Hub:
    """An open connection to the hub. The token is sent to its own address and to no other."""

    def __init__(self, access: HubAccess) -> None:
        self._access = access
        self._endpoint = access.endpoint.rstrip("/")
        self._credentials = {"Authorization": f"Bearer {access.token}"} if access.token else {}
        self._client: Client = open_client(
            limits=replace(
                access.limits, response_bytes=max(access.most_bytes, access.limits.response_bytes)
            ),
            only_public=frozenset({access.host}),
        )

    async def listing(self, repository: str, revision: str) -> Listing:
        """What the repository holds at that revision."""
        place = f"{self._endpoint}/api/models/{repository}/revision/{quote(revision, safe='')}"
        async with self._asking(f"{place}?blobs=true", {}) as response:
            if response.status_code != 200:
                raise self._refusal(response, f"{repository}@{revision}")
            told = b"".join([piece async for piece in _bounded(response, self._access.host)])
        try:
            return _listing(repository, json.loads(told))
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            msg = f"{self._access.host} does not say in a way known here what {repository} holds."
            raise HubFailed(msg) from error

    @asynccontextmanager
    async def opened(self, listing: Listing, path: str, start: int) -> AsyncIterator[Coming]:
        """A file from a byte on; the hub may send all of it instead."""
        headers = {"Range": f"bytes={start}-"} if start else {}
        place = f"{self._endpoint}/{listing.repository}/resolve/{listing.commit}/{quote(path)}"
        async with self._asking(place, headers) as response:
            if response.status_code not in (200, 206):
                raise self._refusal(response, f"{path} of {listing.repository}")
            yield Coming(_first_byte(response), self._access.host, response)

    def _asking(
        self, place: str, headers: Mapping[str, str]
    ) -> AbstractAsyncContextManager[Response]:
        return fetched(self._client, place, headers, self._credentials)

    async def aclose(self) -> None:
        """Let go of connections."""
        await self._client.aclose()

    def _refusal(self, response: Response, wanted: str) -> FolioscopeError:
        host, status = self._access.host, response.status_code
        said = response.headers.get("X-Error-Code", "")
        if said == "GatedRepo" or status == 403:
            msg = (
                f"{host} shows {wanted} only to those whom its owner lets in: ask for that on its "
                "page, and set HF_TOKEN to a token of yours."
            )
            return ModelGated(msg)
        if said == "RevisionNotFound":
            return RevisionUnknown(f"{host} has no revision {wanted}.")
        if status in (401, 404):
            # To those without a token it does not tell a private one from none.
            hint = "" if self._access.token else " If it is a private one, set HF_TOKEN."
            return RepositoryUnknown(f"{host} has no {wanted}.{hint}")
        if status in (408, 429) or status >= 500:
            msg = f"{host} cannot send {wanted} now (status {status})."
            return HubBusy(msg, seconds_to_wait(response.headers.get("Retry-After", "")))
        return HubFailed(f"{host} refuses to send {wanted} (status {status}).")


async def _bounded(response: Response, host: str) -> AsyncIterator[bytes]:
    size = 0
    async for piece in response.aiter_bytes():
        size += len(piece)
        if size > MOST_OF_LISTING:
            raise HubFailed(f"{host} says more of a repository than there can be to say.")
        yield piece


def _listing(repository: str, told: Any) -> Listing:
    commit = told["sha"]
    siblings = told["siblings"]
    if not is_commit(commit) or len(siblings) > MOST_FILES:
        raise ValueError("no commit, or too many files")
    files = [_listed(file) for file in siblings]
    return Listing(repository, commit, {file.path: file for file in files})


def _listed(file: Mapping[str, Any]) -> ListedFile:
    large = file.get("lfs") or {}
    size = large.get("size", file.get("size"))
    return ListedFile(
        path=str(file["rfilename"]),
        size=size if isinstance(size, int) and size >= 0 else -1,
        sha256=large.get("sha256"),
        git_sha1=None if large else file.get("blobId"),
    )


def _first_byte(response: Response) -> int:
    if response.status_code != 206:
        return 0
    told = response.headers.get("Content-Range", "").removeprefix("bytes ").partition("-")[0]
    return int(told) if told.isdecimal() else -1
