"""The whole schema: importing this module registers every table."""

from __future__ import annotations

from folioscope.features.accounts import tables as accounts
from folioscope.features.chat import tables as chat
from folioscope.features.evaluation import tables as evaluation
from folioscope.features.knowledge import tables as knowledge
from folioscope.features.watches import tables as watches
from folioscope.platform.api import tables as api
from folioscope.platform.database.base import Base
from folioscope.platform.runs import tables as runs

MODULES = (accounts, api, chat, evaluation, knowledge, runs, watches)
metadata = Base.metadata
