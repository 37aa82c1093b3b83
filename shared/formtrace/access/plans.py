"""Plans as data: which features a token's jobs may use, and how many jobs a month it may start.

One JSON file per plan lies in ``plans/``; a deployer adds a plan by adding a file. ``free`` gates what the
Upload Tracking contract gates, ``unlimited`` is what tokens get that are created without a plan.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict, Field

from formtrace.errors import FeaturesNotAllowedError, InvalidOptionsError

if TYPE_CHECKING:
    from formtrace.options import AnalysisOptions

Feature = Literal["keypoints", "angles", "recommendations", "progression", "export"]
Source = Literal["video", "image"]
GateCode = Literal[
    "developer_features_not_allowed", "developer_feature_not_allowed", "free_plan_feature_blocked"
]

DEFAULT_PLAN = "unlimited"
_VIDEO_ONLY: frozenset[Feature] = frozenset({"recommendations", "progression", "export"})
_IN_ORDER: tuple[Feature, ...] = ("keypoints", "angles", "recommendations", "progression", "export")


class Plan(BaseModel):
    """What a token's jobs may ask for.

    Attributes:
        features: streams and files that jobs may have.
        pose_only_keypoints: sources whose keypoints are free of the feature ``keypoints``, as long as the
            job has no exercise.
        jobs_per_month: jobs that a token may start in a calendar month (UTC); ``None`` for no bound.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(pattern=r"^[a-z][a-z0-9_-]{0,39}$")
    features: frozenset[Feature]
    pose_only_keypoints: frozenset[Source] = frozenset()
    jobs_per_month: int | None = Field(default=None, ge=0)

    def blocked(self, options: AnalysisOptions, source: Source) -> tuple[Feature, ...]:
        """Which of the features that ``options`` ask for are not in this plan, in the contract's order."""
        asked: dict[Feature, bool] = {
            "keypoints": options.keypoints and not self.streams_pose_only(options, source),
            "angles": options.angles,
            "recommendations": options.recommendations,
            "progression": options.progression,
            "export": options.export,
        }
        return tuple(
            feature
            for feature in _IN_ORDER
            if asked[feature]
            and feature not in self.features
            and not (source == "image" and feature in _VIDEO_ONLY)
        )

    def streams_pose_only(self, options: AnalysisOptions, source: Source) -> bool:
        """Whether keypoints come with a job, whatever the plan's features are: one that counts nothing."""
        return options.exercise is None and options.reference is None and source in self.pose_only_keypoints

    def check(self, options: AnalysisOptions, source: Source, code: GateCode) -> None:
        """Refuse options that this plan does not include.

        Args:
            options: what the job asks for.
            source: what kind of file it analyses.
            code: which of the contract's three names the error has.

        Raises:
            FeaturesNotAllowedError: ``details["blocked"]`` lists the features.
        """
        blocked = self.blocked(options, source)
        if blocked:
            raise FeaturesNotAllowedError(
                "You cannot use developer features with this token: "
                f"its plan '{self.name}' does not include {', '.join(blocked)}.",
                code=code,
                details={"blocked": list(blocked), "plan": self.name},
            )


@lru_cache(maxsize=1)
def plans() -> Mapping[str, Plan]:
    """All plans by name."""
    folder = resources.files("formtrace.access") / "plans"
    found = [
        Plan.model_validate_json(entry.read_text(encoding="utf-8"))
        for entry in sorted(folder.iterdir(), key=lambda entry: entry.name)
        if entry.name.endswith(".json")
    ]
    return MappingProxyType({plan.name: plan for plan in found})


def find_plan(name: str) -> Plan:
    """The plan of that name.

    Raises:
        InvalidOptionsError: there is none; the message lists those that are there.
    """
    try:
        return plans()[name]
    except KeyError:
        raise InvalidOptionsError(
            f"There is no plan '{name}'; choose one of: {', '.join(plans())}."
        ) from None
