"""A stick figure that jumps by the laws of free fall: air time and heights are known exactly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from formtrace.skeletons import load_skeleton
from tests.support.figure import ANKLE_HEIGHT_M, FOOT_M, SIDES, Directions, landmarks, pointing, rising
from tests.support.filming import Actor

Array = NDArray[np.float64]

G_M_S2 = 9.81
_LEG_M = 0.86
_STANDING_M = 0.855  # from hips to ankles: nobody locks the knees
_SOLE_M = 0.6 * ANKLE_HEIGHT_M


@dataclass(frozen=True)
class Leap:
    """One countermovement jump.

    Attributes:
        height_m: the flight's, from take-off to its highest point.
        start_s: when the person begins to bend.
        crouch_m, down_s, push_s: how deep, and how long down and up again.
        toes_m: how far the body rises on the toes before they leave the ground.
        give_m: how much deeper than at take-off the hips are when the feet touch again.
        tuck_m: how far the feet are drawn up on the way.
    """

    height_m: float = 0.30
    start_s: float = 1.5
    crouch_m: float = 0.28
    down_s: float = 0.35
    push_s: float = 0.28
    toes_m: float = 0.07
    give_m: float = 0.0
    tuck_m: float = 0.0

    @property
    def take_off_s(self) -> float:
        return self.start_s + self.down_s + self.push_s

    @property
    def speed_m_s(self) -> float:
        return float(np.sqrt(2 * G_M_S2 * self.height_m))

    @property
    def air_s(self) -> float:
        return float((self.speed_m_s + np.sqrt(self.speed_m_s**2 + 2 * G_M_S2 * self.give_m)) / G_M_S2)

    @property
    def landing_s(self) -> float:
        return self.take_off_s + self.air_s

    @property
    def end_s(self) -> float:
        return self.landing_s + 0.25 + 0.6

    @property
    def air_time_cm(self) -> float:
        return 100 * G_M_S2 * self.air_s**2 / 8

    @property
    def rise_cm(self) -> float:
        """Of the hips, above the standing person."""
        return 100 * (self.height_m + self.toes_m)

    def hips_m(self, t_s: Array) -> Array:
        """Height of the hips above where they are in standing."""
        low, top = -self.crouch_m, self.toes_m
        lands = top - self.give_m
        falls = -np.sqrt(self.speed_m_s**2 + 2 * G_M_S2 * self.give_m)
        knots = [
            (self.start_s, 0.0, 0.0),
            (self.start_s + self.down_s, low, 0.0),
            (self.take_off_s, top, self.speed_m_s),
        ]
        after = [
            (self.landing_s, lands, falls),
            (self.landing_s + 0.25, low, 0.0),
            (self.end_s, 0.0, 0.0),
        ]
        height = np.zeros_like(t_s)
        for path in (knots, after):
            for (t0, y0, v0), (t1, y1, v1) in pairwise(path):
                inside = (t_s >= t0) & (t_s < t1)
                height[inside] = _hermite(
                    (t_s[inside] - t0) / (t1 - t0), y0, y1, v0 * (t1 - t0), v1 * (t1 - t0)
                )
        flying = (t_s >= self.take_off_s) & (t_s < self.landing_s)
        since = t_s[flying] - self.take_off_s
        height[flying] = top + self.speed_m_s * since - G_M_S2 * since**2 / 2
        return height

    def lift_m(self, t_s: Array) -> Array:
        """How far the toes are above the ground."""
        since = t_s - self.take_off_s
        flying = (since > 0) & (since < self.air_s)
        share = np.clip(since / self.air_s, 0, 1)
        path = self.speed_m_s * since - G_M_S2 * since**2 / 2 + self.give_m * share
        return np.where(flying, path + self.tuck_m * np.sin(np.pi * share) ** 2, 0.0)


def jumper(leaps: Sequence[Leap], drift_m_s: float = 0.0) -> Actor:
    """Somebody who jumps at the given times, ``drift_m_s`` towards the camera while in the air."""

    def points(t_s: Array) -> Array:
        hips = sum((leap.hips_m(t_s) for leap in leaps), np.zeros_like(t_s))
        lift = sum((leap.lift_m(t_s) for leap in leaps), np.zeros_like(t_s))
        return posed(hips, lift)

    def place_m(t_s: Array) -> Array:
        away = np.zeros((len(t_s), 3))
        for leap in leaps:
            away[:, 2] -= drift_m_s * np.clip(t_s - leap.take_off_s, 0, leap.air_s)
        return away

    return Actor(points, place_m)


def posed(hips_m: Array, lift_m: Array) -> Array:
    """(N, 33, 3): hips at a height over standing, toes at a height over the ground, knees as they must be."""
    over_toes = hips_m - lift_m
    reach = np.clip(_STANDING_M + np.minimum(over_toes, 0.0), 0.3, _STANDING_M)
    bend_deg = np.degrees(np.arccos(reach / _LEG_M))
    pointed = np.clip(over_toes, 0.0, 0.95 * FOOT_M)
    point_deg = 90 - np.degrees(np.arcsin(pointed / FOOT_M))
    lean = rising(0.6 * (bend_deg - bend_deg.min()))
    body = Directions(
        trunk=lean,
        upper_arm={side: pointing(0 * bend_deg, 8, side) for side in SIDES},
        forearm={side: pointing(0 * bend_deg + 10, 8, side) for side in SIDES},
        thigh={side: pointing(bend_deg, 3, side) for side in SIDES},
        shank={side: pointing(-bend_deg, 3, side) for side in SIDES},
        foot={side: pointing(point_deg, 0, side) for side in SIDES},
    )
    placed = landmarks(body)
    toes = placed[:, [load_skeleton().index(f"{side}_foot_index") for side in SIDES]].mean(axis=1)
    shift = np.zeros((len(hips_m), 3))
    shift[:, 1] = lift_m + ANKLE_HEIGHT_M - _SOLE_M - toes[:, 1]
    shift[:, 2] = -toes[:, 2]
    return placed + shift[:, None]


def _hermite(share: Array, y0: float, y1: float, v0: float, v1: float) -> Array:
    """Cubic from ``y0`` with slope ``v0`` to ``y1`` with slope ``v1``, for shares 0..1."""
    s2, s3 = share**2, share**3
    return (2 * s3 - 3 * s2 + 1) * y0 + (s3 - 2 * s2 + share) * v0 + (3 * s2 - 2 * s3) * y1 + (s3 - s2) * v1
