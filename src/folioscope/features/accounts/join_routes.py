"""The HTTP door of making an account: by signing up, or by invitation."""

from __future__ import annotations

from fastapi import APIRouter

from folioscope.features.accounts.auth_routes import DeskDep
from folioscope.features.accounts.auth_schemas import AcceptWanted, SignUpWanted
from folioscope.features.accounts.invitation_repository import Invitations
from folioscope.features.accounts.joining import Newcomer, SignUpClosed, accept, sign_up
from folioscope.features.accounts.passwords import check_password
from folioscope.features.accounts.random_tokens import digest_of
from folioscope.features.accounts.schemas import MeRead

router = APIRouter(prefix="/api/auth", tags=["login"])


@router.post("/sign-up", status_code=201)
async def join(body: SignUpWanted, desk: DeskDep) -> MeRead:
    """Make an account of one's own, where sign-up is open, and log the page in."""
    if not desk.accounts.is_sign_up_open:
        raise SignUpClosed("Accounts are made by invitation here.")
    check_password(body.password, body.email, body.name)
    hashed = await desk.accounts.passwords.hash(body.password)
    async with desk.database.write() as session:
        user = await sign_up(session, Newcomer(body.name, body.email, hashed))
        login = await desk.begin(session, user)
    return desk.keep(login)


@router.post("/accept", status_code=201)
async def accept_invitation(body: AcceptWanted, desk: DeskDep) -> MeRead:
    """Make an account by invitation, and log the page in."""
    async with desk.database.read() as session:  # before anything is hashed for strangers
        await Invitations(session).check(digest_of(body.token))
    check_password(body.password, body.email or "", body.name)
    hashed = await desk.accounts.passwords.hash(body.password)
    async with desk.database.write() as session:
        user = await accept(session, body.token, Newcomer(body.name, body.email, hashed))
        login = await desk.begin(session, user)
    return desk.keep(login)
