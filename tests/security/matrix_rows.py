"""The rows of the matrix: of each route, what it asks for, and how it is asked about a thing.

Who may ask at all is in ``doors/access.py``. A row adds what the thing is that the route names.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Thing = Literal["nothing", "private", "read", "write", "own", "nobody"]
"""What a route asks of: nothing of anybody, what only its owner sees, a base or what is in one that
may be read, written or is one's own; or it names two things that do not belong together."""


@dataclass(frozen=True)
class Row:
    """One way to ask a route. ``$names`` are ids of a world, ``$my_…`` of things of the asker.

    ``path`` stands for that of the route. Where an owner is answered that something else is
    missing, ``code`` is what they are told.
    """

    thing: Thing
    body: Any = None
    query: str = ""
    path: str = ""
    code: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    files: bool = False
    content: bytes | None = None


NOTHING, PRIVATE, READ, WRITE, OWN = (
    Row("nothing"), Row("private"), Row("read"), Row("write"), Row("own")
)  # fmt: skip
JOB = {"text": "We look for somebody who knows Kubernetes."}
REPORT = {
    "format": "folioscope.evaluation/1",
    "name": "mine",
    "begun_at": "2026-01-01T00:00:00Z",
    "k": 5,
    "variants": [{"name": "v", "figures": {}, "differences": {}}],
    "questions": [],
}
REQUIREMENT = {"text": "Kubernetes", "options": [{"kind": "skill", "name": "Kubernetes"}]}
ASK = {"content": "Who ran Kubernetes?"}
ERASE = {"document": {"document": "$document", "kb": "$kb"}}
PASSWORD = "correct horse battery staple"
LOGIN = {"email": "$fresh@example.org", "password": PASSWORD}
MY_THREAD, MY_BASE = "/api/threads/$my_thread", "/api/kbs/$my_kb"

ROWS: Mapping[str, tuple[Row, ...]] = {
    "GET /": (NOTHING,),
    "GET /docs": (NOTHING,),
    "GET /docs/start.js": (NOTHING,),
    "GET /metrics": (NOTHING,),
    "GET /health/live": (NOTHING,),
    "GET /health/ready": (NOTHING,),
    "GET /api/limits": (NOTHING,),
    "GET /api/server": (NOTHING,),
    "GET /api/admin/overview": (NOTHING,),
    "POST /api/users": (Row("nothing", {"name": "new"}),),
    "GET /api/users": (NOTHING,),
    "PATCH /api/users/{user_id}": (Row("nothing", {"suspended": True}),),
    "PUT /api/users/{user_id}/password": (Row("nothing", {"password": PASSWORD}),),
    "DELETE /api/users/{user_id}": (NOTHING,),
    "GET /api/users/me": (NOTHING,),
    "PATCH /api/users/me": (Row("nothing", {"name": "New"}),),
    "PUT /api/users/me/password": (
        Row("nothing", {"current": PASSWORD, "new": f"{PASSWORD} too"}),
    ),
    # Nobody who has no password would be asked for it; by now they have the one of above.
    "POST /api/users/me/erasure": (Row("nothing", {"password": "wrong"}),),
    "GET /api/users/me/logins": (NOTHING,),
    "DELETE /api/users/me/logins/{login_id}": (PRIVATE,),
    "POST /api/invitations": (Row("nothing", {"email": "$fresh@example.org"}),),
    "GET /api/invitations": (NOTHING,),
    "DELETE /api/invitations/{invitation_id}": (NOTHING,),
    "GET /api/auth": (NOTHING,),
    "POST /api/auth/login": (Row("nothing", LOGIN, code="login_failed"),),
    "POST /api/auth/token": (Row("nothing", content=b"", code="invalid_request"),),
    "POST /api/auth/refresh": (Row("nothing", {}, code="token_refused"),),
    "POST /api/auth/sign-up": (Row("nothing", {**LOGIN, "name": "new"}, code="sign_up_closed"),),
    "POST /api/auth/accept": (
        Row("nothing", {"token": "fsi_no", "name": "new", "password": PASSWORD}),
    ),
    "GET /api/auth/oidc/start": (NOTHING,),
    "GET /api/auth/oidc/callback": (NOTHING,),
    "POST /api/keys": (Row("nothing", {"name": "k", "scopes": ["read"]}),),
    "GET /api/keys": (NOTHING,),
    "DELETE /api/keys/{key_id}": (PRIVATE,),
    # Bases
    "POST /api/kbs": (Row("nothing", {"name": "$fresh"}),),
    "GET /api/kbs": (NOTHING,),
    "GET /api/kbs/{kb}": (READ,),
    "DELETE /api/kbs/{kb}": (OWN,),
    "PUT /api/kbs/{kb}/keep": (Row("own", {"keep_days": 9}),),
    "PUT /api/kbs/{kb}/blind": (Row("own", {"blind": {}}),),
    "GET /api/kbs/{kb}/documents": (READ, Row("read", query="document=$document")),
    "DELETE /api/kbs/{kb}/documents": (
        Row("write", query="document=$document"),
        Row("nobody", path=f"{MY_BASE}/documents", query="document=$document"),
    ),
    "POST /api/kbs/{kb}/documents": (Row("write", files=True),),
    "POST /api/kbs/{kb}/import": (Row("write", {"paths": ["$my_folder"]}),),
    "POST /api/kbs/{kb}/rebuild": (WRITE,),
    "GET /api/kbs/{kb}/export": (OWN, Row("own", query="files=false&unmasked=true")),
    "POST /api/kbs/import": (Row("nothing", query="name=$fresh", content=b"no archive"),),
    "GET /api/kbs/{kb}/suggestions": (READ,),
    "POST /api/kbs/{kb}/watches": (Row("own", {"path": "$my_folder"}),),
    "GET /api/kbs/{kb}/watches": (OWN,),
    "DELETE /api/kbs/{kb}/watches": (
        Row("own", query="watch=$watch"),
        Row("nobody", path=f"{MY_BASE}/watches", query="watch=$watch"),
    ),
    "GET /api/kbs/{kb}/watches/{watch_id}/files": (
        OWN,
        Row("nobody", path=f"{MY_BASE}/watches/$watch/files"),
    ),
    "POST /api/kbs/{kb}/watches/{watch_id}/look": (
        OWN,
        Row("nobody", path=f"{MY_BASE}/watches/$watch/look"),
    ),
    "GET /api/kbs/{kb}/shares": (OWN,),
    "PUT /api/kbs/{kb}/shares": (Row("own", {"email": "reader@example.org"}),),
    "DELETE /api/kbs/{kb}/shares/{share_id}": (
        OWN,
        Row("nobody", path=f"{MY_BASE}/shares/$share"),
    ),
    "POST /api/links": (Row("own", {"kb": "$kb"}),),
    "GET /api/links": (NOTHING, Row("own", query="kb=$kb")),
    "PATCH /api/links/{link_id}": (Row("private", {"title": "New"}),),
    "DELETE /api/links/{link_id}": (PRIVATE,),
    "GET /api/public/{token}": (NOTHING,),
    "POST /api/public/{token}/visit": (NOTHING,),
    # Documents, and what is read of them
    "GET /api/documents/{document_id}": (READ,),
    "GET /api/documents/{document_id}/facts": (READ,),
    "GET /api/documents/{document_id}/text": (READ,),
    "GET /api/documents/{document_id}/file": (READ, Row("read", headers={"Range": "bytes=0-3"})),
    "GET /api/documents/{document_id}/pages/{page}.png": (Row("read", code="no_pictures"),),
    "POST /api/documents/{document_id}/retry": (Row("write", code="document_not_failed"),),
    "GET /api/resumes": (NOTHING, Row("read", query="kb=$kb")),
    "POST /api/resumes": (
        Row("read", {"document_id": "$document"}),
        Row("nothing", {"resume": {"basics": {"name": "Somebody"}}}),
    ),
    "POST /api/resumes/parse": (Row("nothing", query="name=cv.md", content=b"# Somebody"),),
    "GET /api/resumes/own": (NOTHING,),
    "PUT /api/resumes/own": (Row("read", {"resume_id": "$resume"}),),
    "GET /api/resumes/{resume_id}": (READ,),
    "PUT /api/resumes/{resume_id}": (Row("write", {"resume": {"basics": {"name": "Other"}}}),),
    "DELETE /api/resumes/{resume_id}": (Row("write", code="resume_of_document"),),
    "DELETE /api/resumes/{resume_id}/edits": (WRITE,),
    "GET /api/resumes/{resume_id}/export": (READ,),
    "POST /api/resumes/{resume_id}/read": (Row("write", code="no_language_model"),),
    "POST /api/search": (
        Row("read", {"kb": "$kb", "query": "Kubernetes"}),
        Row("nothing", {"query": "Kubernetes", "filters": {"documents": ["$document"]}}),
        Row("nothing", {"query": "canary"}),
    ),
    # Conversations
    "POST /api/threads": (Row("read", {"kbs": ["$kb"]}),),
    "GET /api/threads": (NOTHING,),
    "GET /api/threads/{thread_id}": (PRIVATE,),
    "PATCH /api/threads/{thread_id}": (Row("private", {"title": "New"}),),
    "DELETE /api/threads/{thread_id}": (PRIVATE,),
    "GET /api/threads/{thread_id}/messages": (PRIVATE,),
    "POST /api/threads/{thread_id}/messages": (
        Row("private", ASK),
        Row("read", {**ASK, "kbs": ["$kb"]}, path=f"{MY_THREAD}/messages"),
        Row("nobody", {**ASK, "replaces": "$message"}, path=f"{MY_THREAD}/messages"),
    ),
    "GET /api/threads/{thread_id}/export": (PRIVATE,),
    "GET /api/runs/{run_id}": (PRIVATE,),
    "GET /api/runs/{run_id}/events": (
        PRIVATE,
        Row("private", headers={"Last-Event-ID": "1"}),
        Row("private", query="after=2"),
    ),
    "POST /api/runs/{run_id}/cancel": (PRIVATE,),
    "POST /api/chat/start": (
        Row("own", {"profile": "$resume", "job_text": JOB["text"]}),
        Row("private", {"profile": "$my_resume", "offer_id": "$offer"}),
    ),
    "POST /api/chat/{session_id}/message": (Row("private", {"message": "How do they fit?"}),),
    "POST /api/chat/{session_id}/letter": (Row("private", {}),),
    "POST /api/chat/{session_id}/cv": (Row("private", {}),),
    "GET /api/chat/sessions": (NOTHING,),
    "GET /api/chat/{session_id}": (PRIVATE,),
    "DELETE /api/chat/{session_id}": (PRIVATE,),
    # Jobs
    "POST /api/boards": (
        Row("nothing", {"name": "$fresh", "backend": "jsonl", "path": "$my_folder/offers.jsonl"}),
    ),
    "GET /api/boards": (NOTHING,),
    "GET /api/boards/{board}": (PRIVATE,),
    "PATCH /api/boards/{board}": (Row("private", {"every_seconds": None}),),
    "DELETE /api/boards/{board}": (PRIVATE,),
    "POST /api/boards/{board}/sync": (Row("private", {}),),
    "GET /api/boards/{board}/syncs": (PRIVATE,),
    "GET /api/offers": (NOTHING, Row("nothing", query="boards=$board")),
    "GET /api/offers/export": (Row("nothing", query="format=jsonl"),),
    "GET /api/offers/figures": (NOTHING,),
    "GET /api/offers/report": (NOTHING,),
    "GET /api/offers/scope": (NOTHING,),
    "POST /api/offers/search": (Row("nothing", {"query": "Kubernetes", "boards": ["$board"]}),),
    "POST /api/offers/summarise": (Row("private", {"offers": ["$offer"]}),),
    "GET /api/offers/{offer_id}": (PRIVATE,),
    "POST /api/requirements": (Row("nothing", JOB),),
    "GET /api/offers/{offer_id}/requirements": (PRIVATE,),
    "PUT /api/offers/{offer_id}/requirements": (Row("private", {"requirements": [REQUIREMENT]}),),
    "DELETE /api/offers/{offer_id}/requirements": (PRIVATE,),
    "POST /api/matches": (
        Row("read", {"kbs": ["$kb"], "job": JOB}),
        Row("read", {"resumes": ["$resume"], "job": JOB}),
        Row("read", {"documents": ["$document"], "job": JOB}),
        Row("private", {"resumes": ["$my_resume"], "offers": ["$offer"]}),
    ),
    "POST /api/matches/file": (Row("read", {"kbs": ["$kb"], "job": JOB}, query="format=csv"),),
    "POST /api/matches/explain": (
        Row("read", {"resume": "$resume", "job": JOB}),
        Row("read", {"document": "$document", "job": JOB}),
        Row("private", {"resume": "$my_resume", "offer": "$offer"}),
    ),
    # Papers
    "POST /api/erasures": (Row("own", ERASE),),
    "GET /api/erasures": (NOTHING,),
    "POST /api/erasures/preview": (Row("own", ERASE),),
    "GET /api/erasures/{erasure_id}": (PRIVATE,),
    "GET /api/audit": (NOTHING, Row("nothing", query="subject=$kb")),
    "POST /api/evaluations": (Row("nothing", REPORT),),
    "GET /api/evaluations": (NOTHING,),
    "GET /api/evaluations/{evaluation_id}": (PRIVATE,),
    "DELETE /api/evaluations/{evaluation_id}": (PRIVATE,),
    "GET /api/models": (NOTHING,),
    "POST /api/models": (Row("nothing", {"name": "no-such-model"}),),
    "GET /api/models/language": (NOTHING,),
    "DELETE /api/models/{name}": (NOTHING,),
    "POST /api/models/test": (Row("nothing", {"name": "no-such-model"}),),
    "POST /api/auth/logout": (NOTHING,),  # the last of all, for who asks is gone then
    "WEBSOCKET /api/ws": (NOTHING,),
}
"""By method and path, as ``ACCESS`` has them."""

FIELDS: Mapping[str, str] = {
    "key_id": "key", "document_id": "document", "resume_id": "resume", "watch_id": "watch",
    "share_id": "share", "link_id": "link", "thread_id": "thread", "run_id": "run",
    "session_id": "session", "offer_id": "offer", "evaluation_id": "evaluation",
    "erasure_id": "erasure", "login_id": "login", "invitation_id": "invitation",
    "user_id": "user", "page": "1", "name": "no-such-model",
}  # fmt: skip
"""What stands in a path for its parameters: fields of a world, or values of their own."""
