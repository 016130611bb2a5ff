"""The WebSocket door: ask, follow several runs at once, cancel, over one connection."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any, Literal

from fastapi import APIRouter, WebSocket
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from folioscope.errors import FolioscopeError, LimitReached
from folioscope.features.chat import service
from folioscope.features.chat.schemas import MessageCreate
from folioscope.features.chat.service import Question, Terms
from folioscope.platform.api.admission import Admission, whose
from folioscope.platform.api.idempotency import Idempotency, fingerprint
from folioscope.platform.api.problems import not_as_declared
from folioscope.platform.api.sockets import LONGEST_REFERENCE, Socket, converse, written
from folioscope.platform.api.texts import Text
from folioscope.platform.database.engine import Database
from folioscope.platform.principal import Principal, require_scope
from folioscope.platform.runs import service as runs
from folioscope.platform.runs.followed import FollowedRuns, Streams
from folioscope.platform.runs.schemas import RunRead
from folioscope.platform.runs.service import Caller
from folioscope.platform.runs.wakeups import Wakeups

router = APIRouter(tags=["socket"])


class FromClient(BaseModel):
    """What a client may send."""

    model_config = ConfigDict(extra="forbid")

    ref: Annotated[str, Field(max_length=LONGEST_REFERENCE)] | int | None = None


class Ask(FromClient):
    """A question. The fields that are not here are those of a message that is posted."""

    model_config = ConfigDict(extra="allow")

    type: Literal["ask"]
    thread_id: Text
    idempotency_key: Annotated[Text | None, Field(min_length=1, max_length=200)] = None


class Resume(FromClient):
    """Follow a run, from the event after a number."""

    type: Literal["resume"]
    run_id: Text
    after: object = 0


class Unfollow(FromClient):
    """Follow a run no more. It goes on."""

    type: Literal["unfollow"]
    run_id: Text


class Cancel(FromClient):
    """Ask a run to end."""

    type: Literal["cancel"]
    run_id: Text


class Ping(FromClient):
    """Ask whether the server answers."""

    type: Literal["ping"]


ClientMessage = Annotated[Ask | Resume | Unfollow | Cancel | Ping, Field(discriminator="type")]
CLIENT_MESSAGE: TypeAdapter[ClientMessage] = TypeAdapter(ClientMessage)


@dataclass(frozen=True)
class Conversation:
    """One socket, who speaks through it, and what it follows.

    Messages of the client are answered one after the other; the next is read when the one before
    it is answered.
    """

    socket: Socket
    principal: Principal
    database: Database
    wakeups: Wakeups
    terms: Terms
    followed: FollowedRuns
    admission: Admission

    async def go_on(self) -> None:
        """Answer messages until the connection ends."""
        while True:
            received = await self.socket.receive()
            try:
                await self.admission.admit(self.principal)
                await self._answer(_read(received))
            except FolioscopeError as error:
                if isinstance(error, LimitReached):
                    await self.admission.tarpit.hold(whose(self.principal))
                await self.socket.tell(error, **_context(received))

    async def _answer(self, message: ClientMessage) -> None:
        match message:
            case Ask():
                await self._ask(message)
            case Resume():
                require_scope(self.principal, "read")
                await self.followed.resume(message.run_id, str(message.after), message.ref)
            case Unfollow():
                await self.followed.leave(message.run_id)
                await self._say("unfollowed", message, run_id=message.run_id)
            case Cancel():
                await self._cancel(message)
            case Ping():
                await self._say("pong", message)

    async def _ask(self, message: Ask) -> None:
        accepted = await self._post(message)
        await self._say("accepted", message, **accepted)
        run_id = accepted["run_id"]
        if not self.followed.has(run_id):
            try:
                await self.followed.resume(run_id, "0", message.ref)
            except FolioscopeError as error:  # the question is accepted all the same
                await self.socket.tell(error, ref=message.ref, run_id=run_id)

    async def _post(self, message: Ask) -> dict[str, Any]:
        sent = message.model_extra or {}
        body = _validated(sent)
        path = f"/api/threads/{message.thread_id}/messages"
        async with self.database.write() as session:
            caller = Caller(session, self.principal, self.wakeups)
            digest = fingerprint(path, sent)
            only = Idempotency(session, self.principal, message.idempotency_key, digest)
            asked = Question(**body.model_dump())
            return await only.once(
                partial(service.accept, caller, message.thread_id, asked, self.terms)
            )

    async def _cancel(self, message: Cancel) -> None:
        async with self.database.write() as session:
            caller = Caller(session, self.principal, self.wakeups)
            run = RunRead.model_validate(await runs.cancel(caller, message.run_id))
        await self._say("run", message, run_id=run.run_id, run=run.model_dump(mode="json"))

    async def _say(self, kind: str, about: FromClient, **fields: Any) -> None:
        await self.socket.send(written(kind, ref=about.ref, **fields))


def _read(received: object) -> ClientMessage:
    try:
        return CLIENT_MESSAGE.validate_python(received)
    except ValidationError as error:
        raise not_as_declared(error.errors()) from error


def _validated(body: Mapping[str, Any]) -> MessageCreate:
    """What an ask says beside where it goes: the body of the POST that it stands for."""
    try:
        return MessageCreate.model_validate(body)
    except ValidationError as error:
        found = ({**each, "loc": ("body", *each["loc"])} for each in error.errors())
        raise not_as_declared(found) from error


def _context(received: object) -> dict[str, Any]:
    """What an error tells of the message that it answers."""
    sent = received if isinstance(received, dict) else {}
    return {
        name: value
        for name, value in ((name, sent.get(name)) for name in ("ref", "run_id"))
        if type(value) is int or (isinstance(value, str) and len(value) <= LONGEST_REFERENCE)
    }


@router.websocket("/api/ws")
async def talk(websocket: WebSocket) -> None:
    """Ask and follow; what is answered over HTTP is answered here in the same words."""
    state = websocket.app.state
    principal: Principal = websocket.state.principal
    streams = Streams(state.database, state.tails, state.open_streams)

    async def going_on(socket: Socket, tasks: asyncio.TaskGroup) -> None:
        followed = FollowedRuns(socket, tasks, streams, principal)
        terms = Terms(state.question_limits, state.llms)
        opened = (state.database, state.wakeups, terms)
        counted: Admission = state.admission
        await Conversation(socket, principal, *opened, followed, counted).go_on()

    await converse(websocket, principal, going_on)
