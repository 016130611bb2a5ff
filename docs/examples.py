"""What the examples of routes send, where the shape of a request does not say enough."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

PLACES: Mapping[str, str] = {
    "kb": "team",
    "name": "all-MiniLM-L6-v2",
    "page": "1",
    "board": "bakeries",
    "reference": "team",
}
"""What stands in a path; an id, which is different everywhere, is a variable of the shell."""

JOB = {"title": "Platform engineer", "text": "You run Kubernetes in production."}
RESUME = {"basics": {"name": "Ada Byron"}, "skills": [{"name": "Kubernetes"}]}
FACT = {"resume": "$RESUME", "job": JOB}
REPORT = {
    "format": "folioscope.evaluation/1",
    "name": "questions",
    "begun_at": "2026-01-31T12:00:00Z",
    "k": 8,
    "variants": [{"name": "as set", "figures": {"recall": 1.0}, "differences": {}}],
    "questions": [],
}

SECRET = "battery staple"
LOGIN = {"email": "ada@example.org", "password": "correct horse"}

BODIES: Mapping[str, Mapping[str, Any]] = {
    "POST /api/auth/login": LOGIN,
    "POST /api/auth/token": {"username": LOGIN["email"], "password": LOGIN["password"]},
    "POST /api/auth/refresh": {"refresh_token": "$REFRESH_TOKEN"},
    "POST /api/auth/logout": {"refresh_token": "$REFRESH_TOKEN"},
    "POST /api/auth/sign-up": {
        "name": "Eve",
        "email": "eve@example.org",
        "password": SECRET,
    },
    "POST /api/auth/accept": {
        "token": "$INVITATION_TOKEN",
        "name": "Max",
        "email": "max@example.org",
        "password": SECRET,
    },
    "PATCH /api/users/me": {"name": "Ada Byron"},
    "POST /api/users/me/erasure": {"password": SECRET},
    "PUT /api/users/me/password": {"current": LOGIN["password"], "new": SECRET},
    "PATCH /api/users/{user_id}": {"role": "admin"},
    "PUT /api/users/{user_id}/password": {"password": SECRET},
    "POST /api/invitations": {"email": "zoe@example.org", "days": 7},
    "POST /api/keys": {"name": "nightly import", "scopes": ["read", "ingest"], "days": 90},
    "PUT /api/kbs/{kb}/shares": {"email": "bob@example.org", "access": "read"},
    "POST /api/links": {"kb": "team", "title": "Ask my team", "origins": ["https://example.org"]},
    "PATCH /api/links/{link_id}": {"daily_messages": 100},
    "POST /api/users": {"name": "ada"},
    "POST /api/kbs": {"name": "library"},
    "PUT /api/kbs/{kb}/keep": {"keep_days": 365},
    "PUT /api/kbs/{kb}/blind": {"blind": None},
    "POST /api/kbs/{kb}/watches": {"path": "$FOLDER"},
    "POST /api/kbs/{kb}/import": {"paths": ["$FOLDER"]},
    "POST /api/kbs/{kb}/rebuild": {"language": "auto"},
    "POST /api/resumes": {"resume": RESUME},
    "PUT /api/resumes/own": {"resume_id": "$RESUME"},
    "PUT /api/resumes/{resume_id}": {"resume": RESUME},
    "POST /api/models": {"model": "intfloat/multilingual-e5-small"},
    "POST /api/models/test": {"model": "all-MiniLM-L6-v2"},
    "POST /api/search": {"query": "Kubernetes in production", "kb": "team", "k": 3},
    "POST /api/threads": {"title": "Who can run it?", "kbs": ["team"]},
    "POST /api/threads/{thread_id}/messages": {"content": "Who has run Kubernetes?"},
    "PATCH /api/threads/{thread_id}": {"title": "Kubernetes"},
    "POST /api/chat/start": {"job_text": JOB["text"], "profile": "$RESUME"},
    "POST /api/chat/{session_id}/message": {"message": "What should I stress?"},
    "POST /api/boards": {"name": "acme", "backend": "greenhouse", "slug": "acme"},
    "PATCH /api/boards/{board}": {"every_seconds": 21600},
    "POST /api/offers/search": {"query": "data pipelines", "countries": ["FR"]},
    "POST /api/requirements": JOB,
    "PUT /api/offers/{offer_id}/requirements": {"requirements": []},
    "POST /api/matches": {"resumes": ["$RESUME"], "job": JOB},
    "POST /api/matches/file": {"resumes": ["$RESUME"], "job": JOB},
    "POST /api/matches/explain": FACT,
    "POST /api/erasures": {"document": {"document": "$DOCUMENT"}},
    "POST /api/erasures/preview": {"document": {"document": "$DOCUMENT"}},
    "POST /api/evaluations": REPORT,
}
"""JSON by route, where it holds more than what is required; ``$NAME`` is a variable."""

QUERIES: Mapping[str, Mapping[str, str]] = {
    "DELETE /api/kbs/{kb}/documents": {"document": "$DOCUMENT"},
    "DELETE /api/kbs/{kb}/watches": {"watch": "$WATCH"},
    "POST /api/resumes/parse": {"name": "cv.md"},
    "POST /api/kbs/import": {"name": "brought"},
}

UNTRIED: Mapping[str, str] = {
    "POST /api/resumes/{resume_id}/read": "the example's résumé was written by hand",
    "DELETE /api/resumes/{resume_id}/edits": "the example's résumé was written by hand",
    "GET /api/auth/oidc/start": "it leads to an issuer",
    "GET /api/auth/oidc/callback": "it is where an issuer leads back to",
    "POST /api/models": "it fetches a model from the hub",
    "DELETE /api/models/{name}": "the model in use is not removed",
    "POST /api/boards": "it names a company at a board that is asked",
    "POST /api/boards/{board}/sync": "it asks the board of a company",
    "POST /api/matches/explain": "it needs a language model",
    "POST /api/offers/summarise": "it needs offers, which come from a board",
    "GET /api/documents/{document_id}/pages/{page}.png": "the example's document is no PDF",
    "POST /api/documents/{document_id}/retry": "the example's document did not fail",
}
"""Examples that the tests do not run, and why."""
