"""What a server is made of, for who looks after it."""

from __future__ import annotations

import asyncio
import platform
from importlib.metadata import version

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from folioscope.doors import built_page
from folioscope.platform.api.dependencies import CurrentPrincipal
from folioscope.wiring.choices import vector_store_of
from folioscope.wiring.opened import Folioscope

router = APIRouter(tags=["server"])


class ServerRead(BaseModel):
    """Versions, and what the settings came to. Addresses and keys are not told."""

    version: str
    python: str
    platform: str = Field(description="system and processor")
    data_dir: str
    database: str = Field(description="with its version, such as sqlite 3.45.1")
    vector_store: str
    embedding_model: str = Field(description="of new knowledge bases")
    page: bool = Field(description="whether the page is served at /")


@router.get("/api/server")
async def server(request: Request, _principal: CurrentPrincipal) -> ServerRead:
    """What this server is made of."""
    folioscope: Folioscope = request.app.state.folioscope
    settings = folioscope.settings
    full_name = folioscope.models.full_name
    return ServerRead(
        version=version("folioscope"),
        python=platform.python_version(),
        platform=f"{platform.system()} {platform.machine()}",
        data_dir=str(settings.data_dir.absolute()),
        database=await folioscope.database.product(),
        vector_store=vector_store_of(settings),
        embedding_model=await asyncio.to_thread(full_name, settings.embedding_model),
        page=built_page.is_built(),
    )
