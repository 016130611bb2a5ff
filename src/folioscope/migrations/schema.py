"""The whole schema: importing this module registers every table."""

from __future__ import annotations

from folioscope.features.accounts import tables as accounts
from folioscope.features.audit import tables as audit
from folioscope.features.chat import tables as chat
from folioscope.features.coaching import tables as coaching
from folioscope.features.erasure import tables as erasure
from folioscope.features.evaluation import tables as evaluation
from folioscope.features.knowledge import tables as knowledge
from folioscope.features.matching import tables as matching
from folioscope.features.offers import tables as offers
from folioscope.features.resumes import tables as resumes
from folioscope.features.sharing import tables as sharing
from folioscope.features.visiting import tables as visiting
from folioscope.features.watches import tables as watches
from folioscope.platform.api import tables as api
from folioscope.platform.database.base import Base
from folioscope.platform.runs import tables as runs

MODULES = (
    accounts,
    api,
    audit,
    chat,
    coaching,
    erasure,
    evaluation,
    knowledge,
    matching,
    offers,
    resumes,
    runs,
    sharing,
    visiting,
    watches,
)
metadata = Base.metadata
