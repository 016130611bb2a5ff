"""The reference of the HTTP API, from its description: routes, and the shapes of what they hold."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from docs.curl_examples import curl
from docs.marked_up import table
from folioscope.doors.access import ACCESS

Described = Mapping[str, Any]


def routes(openapi: Described) -> str:
    """Every route: what it does, what it takes, what it answers, and how to call it."""
    parts = []
    for path, methods in openapi["paths"].items():
        for method, route in methods.items():
            name = f"{method.upper()} {path}"
            head = f"### {name}\n\n{route['description']}\n"
            command = curl(name, route, is_open=_is_open(name))
            told = [*_takes(route), *_answers(route), f"\n```sh\n{command}\n```"]
            parts.append("\n".join([head, *told]))
    return "\n\n".join(parts)


def _is_open(name: str) -> bool:
    return name in ACCESS and ACCESS[name].scope is None


def _takes(route: Described) -> Iterator[str]:
    for parameter in route.get("parameters", ()):
        if parameter["in"] != "path":
            told = parameter.get("description") or _type(parameter["schema"])
            yield f"- {parameter['in']} `{parameter['name']}`: {told}"
    for kind, content in route.get("requestBody", {}).get("content", {}).items():
        yield f"- body, `{kind}`: {_type(content.get('schema', {}))}"


def _answers(route: Described) -> Iterator[str]:
    for status, answer in route["responses"].items():
        if status.startswith("2"):
            contents = answer.get("content", {}).values()
            kinds = dict.fromkeys(_type(content.get("schema", {})) for content in contents)
            yield f"- answers {status}{': ' + ', '.join(kinds) if any(kinds) else ''}"


def shapes(openapi: Described) -> str:
    """The JSON objects that routes take and answer."""
    parts = []
    for name, schema in openapi["components"]["schemas"].items():
        told = schema.get("description", "").replace("``", "`")
        held = _fields(schema) if "properties" in schema else f"{_type(schema)}."
        parts += [f"### {_heading(name)}", *filter(None, (told, held))]
    return "\n\n".join(parts)


def events(openapi: Described) -> str:
    """The events of runs: each type with the fields of its data, by the kind of run."""
    schemas = openapi["components"]["schemas"]
    parts = []
    for name in _names(schemas["RunEvent"]):
        fields = schemas[name]["properties"]
        types = fields["type"].get("enum") or [fields["type"]["const"]]
        told = schemas[name].get("description", "").replace("``", "`")
        data = _type(fields["data"]).replace("](#", "](http.md#")
        parts.append((", ".join(f"`{each}`" for each in types), data, told.partition("\n")[0]))
    return table(("type", "data", "meaning"), parts)


def _names(schema: Described) -> Iterator[str]:
    for choice in schema.get("oneOf") or schema.get("anyOf") or ():
        yield choice["$ref"].rpartition("/")[2]


def _heading(name: str) -> str:
    return re.sub(r"^Body_([a-z]+)_.*", r"Form of \1", name)


def _fields(schema: Described) -> str:
    needed = schema.get("required", ())
    if not schema["properties"]:
        return ""
    rows = [
        (f"`{name}`", _type(field), "yes" if name in needed else "", field.get("description", ""))
        for name, field in schema["properties"].items()
    ]
    return table(("field", "type", "always", "meaning"), rows)


def _type(schema: Described) -> str:
    if "$ref" in schema:
        name = _heading(schema["$ref"].rpartition("/")[2])
        return f"[{name}](#{name.lower().replace(' ', '-')})"
    if choices := schema.get("anyOf") or schema.get("oneOf"):
        return " or ".join(dict.fromkeys(_type(each) for each in choices))
    if "enum" in schema or "const" in schema:
        return " or ".join(f"`{value}`" for value in schema.get("enum") or [schema["const"]])
    if schema.get("type") == "array":
        return _list_type(schema)
    return "file" if "contentMediaType" in schema else str(schema.get("type", ""))


def _list_type(schema: Described) -> str:
    if "prefixItems" in schema:
        return f"`[{', '.join(_type(each) for each in schema['prefixItems'])}]`"
    return f"list of {_type(schema.get('items', {}))}"
