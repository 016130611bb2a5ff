"""A look at a server of language models: does it answer, with this key? No text is sent."""

from __future__ import annotations

from collections.abc import Mapping

from folioscope.backends.llm_addresses import host_of, is_here
from folioscope.backends.llm_pool import Looked
from folioscope.errors import BackendFailed
from folioscope.outbound.http import Limits, Response, naming_failures, open_client

SHORT = Limits(connect_seconds=1.5, read_seconds=3.0, response_bytes=1024 * 1024)
REFUSALS = (401, 403)
LATEST = ":latest"


async def look_at_server(url: str, headers: Mapping[str, str]) -> Looked:
    """Whether a server answers, and takes the key."""
    try:
        answer = await _asked(url, headers)
    except BackendFailed as error:
        advice = " Does the server run, and is its address right?" if is_here(url) else ""
        return Looked(f"{error.message}{advice}")
    refuses = answer.status_code in REFUSALS
    return Looked(f"{host_of(url)} refuses the key that is set." if refuses else "")


async def look_at_ollama(address: str) -> Looked:
    """Which models Ollama has; those that only embed are among them."""
    try:
        answer = await _asked(f"{address}/api/tags", {})
        listed = answer.json()["models"]
        names = [str(each["name"]).removesuffix(LATEST) for each in listed]
    except BackendFailed as error:
        return Looked(f"{error.message} Is Ollama running?")
    except (ValueError, KeyError, TypeError, RecursionError):
        return Looked(f"{host_of(address)} does not answer as Ollama does.")
    if not names:
        return Looked("Ollama has no model yet: ollama pull MODEL brings one.")
    return Looked(models=names)


async def _asked(url: str, headers: Mapping[str, str]) -> Response:
    host = host_of(url)
    with naming_failures(host):
        async with open_client(limits=SHORT) as client:
            return await client.get(url, headers=dict(headers))
