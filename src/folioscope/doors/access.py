"""What each route asks of who calls it: the one table, for every credential and every door.

What a caller then sees is another matter, and decided by the SQL of repositories.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from folioscope.platform.principal import Role, Scope


@dataclass(frozen=True, slots=True)
class Access:
    """What one route asks.

    The scope a credential needs, None where nobody need be known; the least role of its user;
    whether visitors of public links may come, and whether keys may.
    """

    scope: Scope | None
    role: Role = "member"
    visitors: bool = False
    keys: bool = True


OPEN = Access(None)
READ = Access("read")
READ_HERE = Access("read", visitors=True)
ASK = Access("ask")
ASK_HERE = Access("ask", visitors=True)
INGEST = Access("ingest")
ADMIN = Access("admin", role="admin")
IN_PERSON = Access("read", keys=False)
# Who decides what others may see: a key that may not read would have it read to somebody else.
GIVING = Access("ingest", keys=False)
ADMIN_IN_PERSON = Access("admin", role="admin", keys=False)

ACCESS: Mapping[str, Access] = {
    "GET /": OPEN,
    "GET /docs": OPEN,
    "GET /docs/start.js": OPEN,
    "GET /api/limits": READ_HERE,
    "GET /health/live": OPEN,
    "GET /health/ready": OPEN,
    "GET /api/server": ADMIN,
    "GET /api/admin/overview": ADMIN,
    "GET /metrics": OPEN,  # it decides for itself: a token of its own, this machine, administrators
    "GET /api/auth": OPEN,
    "POST /api/auth/login": OPEN,
    "POST /api/auth/token": OPEN,
    "POST /api/auth/refresh": OPEN,
    "POST /api/auth/logout": OPEN,
    "POST /api/auth/sign-up": OPEN,
    "POST /api/auth/accept": OPEN,
    "GET /api/auth/oidc/start": OPEN,
    "GET /api/auth/oidc/callback": OPEN,
    "GET /api/users/me": READ,
    "PATCH /api/users/me": IN_PERSON,
    "PUT /api/users/me/password": IN_PERSON,
    "GET /api/users/me/logins": IN_PERSON,
    "DELETE /api/users/me/logins/{login_id}": IN_PERSON,
    "POST /api/users": ADMIN_IN_PERSON,
    "GET /api/users": ADMIN,
    "PATCH /api/users/{user_id}": ADMIN_IN_PERSON,
    "PUT /api/users/{user_id}/password": ADMIN_IN_PERSON,
    "DELETE /api/users/{user_id}": ADMIN_IN_PERSON,
    "POST /api/users/me/erasure": IN_PERSON,
    "POST /api/invitations": ADMIN_IN_PERSON,
    "GET /api/invitations": ADMIN,
    "DELETE /api/invitations/{invitation_id}": ADMIN_IN_PERSON,
    "POST /api/keys": IN_PERSON,
    "GET /api/keys": IN_PERSON,
    "DELETE /api/keys/{key_id}": IN_PERSON,
    "POST /api/kbs": INGEST,
    "GET /api/kbs": READ,
    "GET /api/kbs/{kb}": READ,
    "DELETE /api/kbs/{kb}": INGEST,
    "PUT /api/kbs/{kb}/keep": INGEST,
    "PUT /api/kbs/{kb}/blind": GIVING,
    "GET /api/kbs/{kb}/documents": READ,
    "DELETE /api/kbs/{kb}/documents": INGEST,
    "POST /api/kbs/{kb}/documents": INGEST,
    "GET /api/documents/{document_id}": READ,
    "GET /api/documents/{document_id}/facts": READ,
    "GET /api/documents/{document_id}/text": READ_HERE,
    "GET /api/documents/{document_id}/file": READ,
    "GET /api/documents/{document_id}/pages/{page}.png": READ_HERE,
    "POST /api/documents/{document_id}/retry": INGEST,
    "POST /api/kbs/{kb}/watches": INGEST,
    "GET /api/kbs/{kb}/watches": READ,
    "DELETE /api/kbs/{kb}/watches": INGEST,
    "GET /api/kbs/{kb}/watches/{watch_id}/files": READ,
    "POST /api/kbs/{kb}/watches/{watch_id}/look": INGEST,
    "GET /api/resumes": READ,
    "POST /api/resumes": INGEST,
    "POST /api/resumes/parse": READ,
    "GET /api/resumes/own": READ,
    "PUT /api/resumes/own": INGEST,
    "GET /api/resumes/{resume_id}": READ,
    "PUT /api/resumes/{resume_id}": INGEST,
    "DELETE /api/resumes/{resume_id}": INGEST,
    "DELETE /api/resumes/{resume_id}/edits": INGEST,
    "GET /api/resumes/{resume_id}/export": READ,
    "POST /api/resumes/{resume_id}/read": INGEST,
    "GET /api/models": READ,
    "POST /api/models": ADMIN,
    "GET /api/models/language": READ,
    "DELETE /api/models/{name}": ADMIN,
    "POST /api/models/test": ADMIN,
    "POST /api/search": READ,
    "POST /api/threads": ASK_HERE,
    "GET /api/threads": READ_HERE,
    "GET /api/threads/{thread_id}/messages": READ_HERE,
    "POST /api/threads/{thread_id}/messages": ASK_HERE,
    "GET /api/threads/{thread_id}": READ_HERE,
    "PATCH /api/threads/{thread_id}": ASK,
    "DELETE /api/threads/{thread_id}": ASK,
    "GET /api/threads/{thread_id}/export": READ,
    "POST /api/chat/start": ASK,
    "POST /api/chat/{session_id}/message": ASK,
    "POST /api/chat/{session_id}/letter": ASK,
    "POST /api/chat/{session_id}/cv": ASK,
    "GET /api/chat/sessions": READ,
    "GET /api/chat/{session_id}": READ,
    "DELETE /api/chat/{session_id}": ASK,
    "POST /api/boards": INGEST,
    "GET /api/boards": READ,
    "GET /api/boards/{board}": READ,
    "PATCH /api/boards/{board}": INGEST,
    "DELETE /api/boards/{board}": INGEST,
    "POST /api/boards/{board}/sync": INGEST,
    "GET /api/boards/{board}/syncs": READ,
    "GET /api/offers/export": READ,
    "GET /api/offers/figures": READ,
    "GET /api/offers/report": READ,
    "GET /api/offers": READ,
    "POST /api/offers/search": INGEST,
    "GET /api/offers/scope": READ,
    "POST /api/offers/summarise": ASK,
    "GET /api/offers/{offer_id}": READ,
    "POST /api/requirements": READ,
    "GET /api/offers/{offer_id}/requirements": READ,
    "PUT /api/offers/{offer_id}/requirements": INGEST,
    "DELETE /api/offers/{offer_id}/requirements": INGEST,
    "POST /api/matches": READ,
    "POST /api/matches/file": READ,
    "POST /api/matches/explain": ASK,
    "GET /api/kbs/{kb}/suggestions": READ_HERE,
    "POST /api/erasures": INGEST,
    "GET /api/erasures": READ,
    "POST /api/erasures/preview": READ,
    "GET /api/erasures/{erasure_id}": READ,
    "GET /api/audit": READ,
    "GET /api/kbs/{kb}/shares": READ,
    "PUT /api/kbs/{kb}/shares": GIVING,
    "DELETE /api/kbs/{kb}/shares/{share_id}": INGEST,
    "POST /api/links": GIVING,
    "GET /api/links": READ,
    "PATCH /api/links/{link_id}": GIVING,
    "DELETE /api/links/{link_id}": INGEST,
    "GET /api/public/{token}": OPEN,
    "POST /api/public/{token}/visit": OPEN,
    "GET /api/runs/{run_id}": READ_HERE,
    "GET /api/runs/{run_id}/events": READ_HERE,
    "POST /api/runs/{run_id}/cancel": ASK_HERE,
    "POST /api/kbs/{kb}/import": INGEST,
    "POST /api/kbs/{kb}/rebuild": INGEST,
    "GET /api/kbs/{kb}/export": READ,
    "POST /api/kbs/import": INGEST,
    "POST /api/evaluations": INGEST,
    "GET /api/evaluations": READ,
    "GET /api/evaluations/{evaluation_id}": READ,
    "DELETE /api/evaluations/{evaluation_id}": INGEST,
    "WEBSOCKET /api/ws": ASK_HERE,
}
"""By method and path as the route has it."""
