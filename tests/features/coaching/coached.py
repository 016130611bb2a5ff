"""People, jobs and sessions that tests of coaching begin with."""

from __future__ import annotations

from typing import Any

from folioscope.features.resumes.tables import OwnProfile, StoredResume
from tests.opened_program import Program

ADA: dict[str, Any] = {
    "basics": {
        "name": "Ada Byron",
        "label": "Platform engineer",
        "email": "ada@example.org",
        "phone": "+44 20 7946 0000",
        "location": {"city": "London", "countryCode": "GB", "address": "1 Hidden Street"},
        "summary": "Platform engineer who keeps clusters calm.",
    },
    "work": [
        {
            "name": "Acme",
            "position": "Platform Engineer",
            "startDate": "2019-03",
            "highlights": [
                "Ran Kubernetes clusters with 40 nodes.",
                "Cut the cost of builds by 30 % with Terraform.",
            ],
        },
        {
            "name": "Bolt Ltd",
            "position": "Junior Developer",
            "startDate": "2016-09",
            "endDate": "2019-02",
            "highlights": ["Wrote Python services for invoices."],
        },
    ],
    "education": [
        {"institution": "University of Leeds", "studyType": "BSc", "area": "Mathematics",
         "endDate": "2016"},
    ],
    "skills": [
        {"name": "Programming", "keywords": ["Python", "Go"]},
        {"name": "Platforms", "keywords": ["Terraform", "Kubernetes"]},
    ],
    "languages": [{"language": "English", "fluency": "native"}],
}  # fmt: skip
JOB = """Site Reliability Engineer

We are looking for somebody with Kubernetes in production and Terraform.
You also know Rust. Our team is in Berlin.
"""


async def resume(program: Program, told: dict[str, Any] = ADA, *, own: bool = True) -> str:
    """A profile written by hand; the id."""
    row = StoredResume(owner_id=0, name="Ada", read={}, places={}, edits=told)
    async with program.database.write() as session:
        session.add(row)
        await session.flush()
        if own:
            session.add(OwnProfile(owner_id=0, resume_id=row.id))
    return row.id


async def begun(program: Program, **wanted: Any) -> Any:
    """What the server replies to a session about ``JOB``."""
    body = {"job_text": JOB, "message": "What does the job ask for?"} | wanted
    return await program.post("/api/chat/start", 200, body)
