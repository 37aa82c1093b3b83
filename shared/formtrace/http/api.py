"""What the routes work with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from formtrace.access.ports import TokenStore
    from formtrace.contracts.upload_tracking.query.interpret import Deployment
    from formtrace.workflow.services import Services

LINK_S = 3600
"""How long links to files and upload forms work."""


@dataclass(frozen=True, slots=True)
class Api:
    """The services of the workflow, and what only requests over HTTP need.

    Attributes:
        deployment: what queries are understood with.
        web: folder of the page's files.
        public_url: where users reach the API, if not at its own address.
    """

    services: Services
    tokens: TokenStore
    deployment: Deployment
    web: Path
    public_url: str = ""
