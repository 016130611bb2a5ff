"""The HTTP door of accounts that are deleted, with all that is theirs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request

from folioscope.features.accounts.looking_after import Office
from folioscope.features.accounts.me_routes import check_own_password
from folioscope.features.accounts.opened import OpenedAccounts
from folioscope.features.accounts.ranks import check_another
from folioscope.features.audit.repository import AuditLog
from folioscope.features.erasure.repository import Erasures
from folioscope.features.erasure.routes import WAIT_SECONDS, CleanerDep, read_erasure
from folioscope.features.erasure.schemas import ErasureRead, OwnErasure
from folioscope.features.erasure.service import Means, erase
from folioscope.features.erasure.subjects import a_user
from folioscope.platform.api.dependencies import CurrentPrincipal, DatabaseDep
from folioscope.platform.database.engine import Database
from folioscope.platform.principal import LOCAL, Principal
from folioscope.platform.runs.routes import WakeupsDep
from folioscope.platform.runs.service import Caller
from folioscope.platform.runs.wakeups import Wakeups

router = APIRouter(prefix="/api/users", tags=["users"])


@dataclass(frozen=True, slots=True)
class Leaving:
    """What it takes to delete an account."""

    database: Database
    wakeups: Wakeups
    accounts: OpenedAccounts
    means: Means

    async def delete(self, user_id: int, actor: Principal, keeper: Principal) -> str:
        """Delete an account; the id of the receipt, which the ``keeper`` has."""
        async with self.database.write() as session:
            office = Office(session, actor, self.accounts.revocations)
            await office.check_removable(user_id)
            # As if they asked for it themselves, for themselves and for whom they may act.
            theirs = Principal("local", user_id)
            subject = await a_user(session, theirs, user_id)
            caller = Caller(session, theirs, self.wakeups)
            erasure = await erase(caller, "user", subject, self.means, keeper)
            log = AuditLog(session, actor)
            await log.note("delete_user", ("user", str(user_id)), keeper.user_id)
            self.accounts.revocations.tell_after(session)
        return erasure.id


def _leaving(request: Request, database: DatabaseDep, wakeups: WakeupsDep) -> Leaving:
    state = request.app.state
    means = Means(state.open_coaching_sessions, state.tools.unneeded_files)
    return Leaving(database, wakeups, state.accounts, means)


LeavingDep = Annotated[Leaving, Depends(_leaving)]


@router.post("/me/erasure")
async def leave(
    body: OwnErasure,
    request: Request,
    principal: CurrentPrincipal,
    leaving: LeavingDep,
    cleaner: CleanerDep,
) -> ErasureRead:
    """Delete one's own account with all that is one's own; the operator keeps the receipt."""
    await check_own_password(request, leaving.database, principal, body.password)
    erasure_id = await leaving.delete(principal.user_id, principal, LOCAL)
    cleaner.begin(erasure_id)
    await cleaner.wait(erasure_id, WAIT_SECONDS)
    async with leaving.database.read() as session:
        return read_erasure(await Erasures(session, LOCAL).get(erasure_id))


@router.delete("/{user_id}")
async def remove(
    user_id: Annotated[int, Path(ge=0, lt=2**31)],
    principal: CurrentPrincipal,
    leaving: LeavingDep,
    cleaner: CleanerDep,
) -> ErasureRead:
    """Delete the account of somebody else with all that is theirs; a receipt tells what is gone."""
    check_another(principal, user_id)
    erasure_id = await leaving.delete(user_id, principal, principal)
    cleaner.begin(erasure_id)
    await cleaner.wait(erasure_id, WAIT_SECONDS)
    async with leaving.database.read() as session:
        return read_erasure(await Erasures(session, principal).get(erasure_id))
