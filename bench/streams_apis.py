"""How the servers under load are spoken to: paths, bodies, and which events are text."""

from __future__ import annotations

from typing import Any, Protocol

from streams_wire import Wire


class Refused(Exception):
    """A server that did not take what it was asked."""


class Api(Protocol):
    """One way to hold a conversation over HTTP."""

    text_type: str
    last_type: str  # empty where the end of the connection is the end of the stream
    from_start: str

    async def begin(self, wire: Wire) -> str:
        """A new conversation, of a new user where there are users."""
        ...

    def question(self, thread: str, text: str) -> tuple[str, dict[str, Any]]:
        """Path and body of the POST that asks."""
        ...

    def events(self, thread: str, run: str, /) -> str:
        """Path of the stream of an answer."""
        ...

    def cancel(self, thread: str, run: str, /) -> str:
        """Path of the POST that cancels."""
        ...


class Folioscope:
    """Folioscope, and the seed's design, whose paths it kept."""

    text_type = "token"
    last_type = "done"
    from_start = ""

    async def begin(self, wire: Wire) -> str:
        """One user a conversation, so that no user reaches a limit."""
        user = await created(wire, "/api/users", {"name": "load"})
        return str((await created(wire, "/api/threads", user_of(user)))["thread_id"])

    def question(self, thread: str, text: str) -> tuple[str, dict[str, Any]]:
        """A message starts a run."""
        return f"/api/threads/{thread}/messages", {"content": text}

    def events(self, _thread: str, run: str) -> str:
        """Runs have names of their own."""
        return f"/api/runs/{run}/events"

    def cancel(self, _thread: str, run: str) -> str:
        """Runs have names of their own."""
        return f"/api/runs/{run}/cancel"


class LangGraph:
    """The development server of LangGraph, with streams that can be resumed."""

    text_type = "custom"
    last_type = ""
    from_start = "-1"

    async def begin(self, wire: Wire) -> str:
        """It has no users."""
        return str((await created(wire, "/threads", {}))["thread_id"])

    def question(self, thread: str, text: str) -> tuple[str, dict[str, Any]]:
        """A run in the background, whose stream is joined."""
        wanted = {"assistant_id": "agent", "stream_mode": ["custom"], "stream_resumable": True}
        return f"/threads/{thread}/runs", wanted | {"input": {"question": text}}

    def events(self, thread: str, run: str) -> str:
        """Runs belong to their thread."""
        return f"/threads/{thread}/runs/{run}/stream"

    def cancel(self, thread: str, run: str) -> str:
        """Runs belong to their thread."""
        return f"/threads/{thread}/runs/{run}/cancel"


APIS: dict[str, Api] = {"folioscope": Folioscope(), "langgraph": LangGraph()}


async def created(wire: Wire, path: str, body: dict[str, Any]) -> dict[str, Any]:
    """What a POST made."""
    status, answer = await wire.ask("POST", path, body)
    if status >= 300:
        msg = f"POST {path}: {status}"
        raise Refused(msg)
    made: dict[str, Any] = answer
    return made


def user_of(made: dict[str, Any]) -> dict[str, Any]:
    """The body that names a user."""
    return {"user_id": made["user_id"]}
