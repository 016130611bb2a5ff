"""Text and JSON that no database keeps, or no program should read: refused in every field."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Annotated, Any, get_args

import pytest
from fastapi import APIRouter
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from docs.generate import import_everything
from tests.opened_program import Program

HOSTILE = ("a\x00b", "\ud800", "\udfff", "a\udc00b")


def routes() -> Iterator[APIRoute]:
    import_everything()
    for name, module in sorted(sys.modules.items()):
        router = getattr(module, "router", None)
        if name.startswith("folioscope.") and isinstance(router, APIRouter):
            yield from (route for route in router.routes if isinstance(route, APIRoute))


def dependants(dependant: Dependant) -> Iterator[Dependant]:
    yield dependant
    for inner in dependant.dependencies:
        yield from dependants(inner)


def models() -> dict[str, type[BaseModel]]:
    """Every model that a request may be, with all that are in it."""
    found: dict[str, type[BaseModel]] = {}
    for route in routes():
        for dependant in dependants(route.dependant):
            for param in (*dependant.body_params, *dependant.query_params):
                collect(param.field_info.annotation, found)
    return found


def collect(annotation: Any, found: dict[str, type[BaseModel]]) -> None:
    is_model = isinstance(annotation, type) and issubclass(annotation, BaseModel)
    if is_model and annotation.__name__ not in found:
        found[annotation.__name__] = annotation
        for field in annotation.model_fields.values():
            collect(field.annotation, found)
    for inner in get_args(annotation):
        collect(inner, found)


FIELDS = [
    (f"{name}.{field}", info)
    for name, model in sorted(models().items())
    for field, info in model.model_fields.items()
]


ASKED_LATER = {
    "ResumeCreate.resume": "the profile is refused as a whole, with the place of every fault",
    "ResumeWrite.resume": "the same",
}
"""Fields whose text is looked at by more than their schema; the test below goes through routes."""

HERE = [(name, field) for name, field in FIELDS if name not in ASKED_LATER]


def shapes(text: str) -> Iterator[object]:
    """A text wherever it may stand."""
    yield text
    yield [text]
    yield {"key": text}
    yield {text: "value"}
    yield {"key": [{"key": text}]}
    yield [{"key": text}]


def test_there_are_fields_of_every_kind() -> None:
    assert len(FIELDS) > 100
    assert {"MessageCreate.content", "SearchQuery.query"} & {name for name, _ in FIELDS}


@pytest.mark.parametrize(("name", "field"), HERE, ids=[name for name, _ in HERE])
def test_t23_no_field_takes_text_that_cannot_be_stored(name: str, field: FieldInfo) -> None:
    told = TypeAdapter(_annotated(field))
    for text in HOSTILE:
        for shape in shapes(text):
            try:
                taken = told.validate_python(shape)
            except ValidationError:
                continue
            assert repr(text)[1:-1] not in repr(taken), shape


async def test_a_profile_with_text_that_cannot_be_stored_is_refused(program: Program) -> None:
    made = {"resume": {"basics": {"name": "Ada"}}}
    resume_id = (await program.post("/api/resumes", 201, made))["resume_id"]
    for told in ("a\\u0000b", "\\ud800"):
        for resume in (f'{{"basics": {{"name": "{told}"}}}}', f'{{"meta": {{"{told}": 1}}}}'):
            for method, path in (("POST", ""), ("PUT", f"/{resume_id}")):
                response = await program.client.request(
                    method,
                    f"/api/resumes{path}",
                    content=f'{{"resume": {resume}}}',
                    headers={"Content-Type": "application/json"},
                )
                assert response.status_code == 422, response.text


def _annotated(field: FieldInfo) -> Any:
    return Annotated[field.annotation, *field.metadata] if field.metadata else field.annotation


# JSON


def nested(depth: int, inner: str = "1") -> str:
    return '{"a":' * depth + inner + "}" * depth


@pytest.mark.parametrize("depth", [65, 500, 900, 5000, 100_000])
async def test_t23_json_that_is_nested_too_deeply_is_refused(program: Program, depth: int) -> None:
    for path, body in (
        ("/api/search", f'{{"query": {nested(depth)}}}'),
        ("/api/resumes", f'{{"resume": {{"basics": {{"name": "Ada"}}, "meta": {nested(depth)}}}}}'),
        ("/api/threads", "[" * depth + "]" * depth),
        ("/api/boards", f'{{"name": "x", "backend": "ashby", "query": {nested(depth)}}}'),
    ):
        response = await program.client.post(
            path, content=body, headers={"Content-Type": "application/json"}
        )
        assert 400 <= response.status_code < 500, (path, response.text)
        assert response.json()["code"]


async def test_text_that_is_no_unicode_is_refused(program: Program) -> None:
    for body in (b'{"query": "\xff\xfe"}', b'{"query": "\xed\xa0\x80"}', b"\xff\xfe{\x00}\x00"):
        response = await program.client.post(
            "/api/search", content=body, headers={"Content-Type": "application/json"}
        )
        assert 400 <= response.status_code < 500, response.text


async def test_filters_that_are_none_are_refused(program: Program) -> None:
    for filters in ("[{}]", "[[]]", '"x"', "7", "[1]"):
        body = f'{{"query": "x", "filters": {filters}}}'
        response = await program.client.post(
            "/api/search", content=body, headers={"Content-Type": "application/json"}
        )
        assert response.status_code == 422, filters


# Ranges


@pytest.mark.parametrize(
    "asked",
    [
        "bytes=" + ",".join(f"{start}-" for start in range(10_000)),
        "bytes=" + "0-," * 5_000 + "0-",
        "bytes=-99999999999999999999999999",
        "bytes=99999999999999999-",
        "bytes=5-1",
        "bytes=0-0,1-1",
        "bytes=" + " " * 30_000 + "0-1",
        "lines=0-1",
        "bytes",
        "bytes=a-b",
    ],
    ids=lambda asked: str(asked)[:20],
)
async def test_t23_ranges_are_one_or_none(program: Program, asked: str) -> None:
    await program.fill("cvs", {"ada.txt": "Ada ran Kubernetes."})
    (document,) = (await program.get("/api/kbs/cvs/documents"))["documents"]
    path = f"/api/documents/{document['document_id']}/file"
    response = await program.client.get(path, headers={"Range": asked})
    assert response.status_code in (200, 206, 400, 416)
    if response.status_code < 400:
        assert len(response.content) <= len("Ada ran Kubernetes.")
    assert "multipart" not in response.headers["content-type"]
