"""What a run of the chain gives: by year, draw, bloc and stage, and as a table for pictures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import pandas as pd

from reelab.errors import CourseError, did_you_mean
from reelab.models.state import BLOCS, CHINA, INDIA, RUSSIA, STAGES, Made, Terms

BAND = (0.05, 0.95)
"""The quantiles of the draws between which a band is drawn."""

OUTCOMES = {
    "share": "share of the world's output, %",
    "hhi": "concentration of output among blocs, 0 to 1",
    "sufficiency": "own use that own plants could cover, %",
    "binding": "draws in which the stage is the neck of the bloc, %",
    "premium": "cost above China's, %",
    "price": "price outside China, USD/kg of NdPr oxide",
    "price_china": "price in China, USD/kg of NdPr oxide",
    "subsidy": "paid by the state, USD million a year",
    "output": "output, kt a year",
    "capacity": "capacity, kt a year",
}
"""What can be asked of a run, with its unit."""

PICTURE = ("share", "hhi", "sufficiency", "binding", "premium", "price", "subsidy")
"""What `Run.outcomes` gives if nothing is asked for."""


@dataclass(frozen=True, repr=False)
class Run:
    """A run of the chain, as arrays whose axes are years, draws, blocs and stages in this order."""

    years: np.ndarray  # (years,)
    partners: np.ndarray  # (draws,), whether Russia and India count as one
    price: np.ndarray  # (years, draws), USD/kg of NdPr oxide, outside China
    price_china: np.ndarray  # (years, draws)
    secondary: np.ndarray  # (years, draws), feed of separation from scrap or unrecorded ore, kt
    subsidy: np.ndarray  # (years, draws, blocs), USD million
    premium: np.ndarray  # (years, draws, blocs), percent above China's cost
    sufficiency: np.ndarray  # (years, draws, blocs), percent of own use
    binding: np.ndarray  # (years, draws, blocs), index of a stage
    capacity: np.ndarray  # (years, draws, blocs, stages), kt
    output: np.ndarray  # (years, draws, blocs, stages), kt

    def __repr__(self) -> str:
        from reelab.models.scorecard import message  # which is made of runs

        draws = self.price.shape[1]
        many = "1 draw" if draws == 1 else f"the middle of {draws:,} draws"
        return f"Run of the chain, {self.years[0]} to {self.years[-1]}, {many}. {message(self)}."

    @classmethod
    def empty(cls, years: np.ndarray, draws: int) -> Run:
        """Return a run that is still to be written.

        Parameters
        ----------
        years : ndarray of shape (years,)
            The years of the run.
        draws : int
            Number of draws.

        Returns
        -------
        Run
            Arrays of the right shapes; in memory the draws are last, as the model writes them.
        """
        blocs, stages = len(BLOCS), len(STAGES)
        rest: list[np.ndarray] = [np.empty((len(years), draws)) for _ in range(3)]
        rest += [np.empty((len(years), blocs, draws)).swapaxes(1, 2) for _ in range(3)]
        rest += [np.empty((len(years), blocs, draws), np.int8).swapaxes(1, 2)]
        rest += [np.empty((len(years), stages, blocs, draws)).swapaxes(1, 3) for _ in range(2)]
        return cls(years, np.empty(draws, bool), *rest)

    def part(self, draws: slice) -> Run:
        """Return the same run for some draws only, in the same memory.

        Parameters
        ----------
        draws : slice
            Which draws.

        Returns
        -------
        Run
            What is written to it is written to this one.
        """
        rest = [getattr(self, field.name)[:, draws] for field in fields(self)[2:]]
        return Run(self.years, self.partners[draws], *rest)

    def record(
        self, t: int, made: Made, terms: Terms, demand: np.ndarray, base: np.ndarray
    ) -> None:
        """Write down what happened in a year.

        Parameters
        ----------
        t : int
            Which year, from 0.
        made : Made
            What happened.
        terms : Terms
            What holds in all years.
        demand : ndarray of shape (blocs, draws)
            Multiples of the use in the base year.
        base : ndarray of shape (draws,)
            Price of the base year, USD/kg.

        Returns
        -------
        None
            The arrays of this run are changed.
        """
        self.price[t], self.price_china[t] = made.price * base, made.price_china * base
        self.secondary[t] = made.secondary
        cost = (terms.weight[..., None] * made.cost).sum(0)
        self.premium[t] = (100 * (cost / cost[CHINA] - 1)).T
        covered = cover(made.output, terms.use * demand, terms)
        least, neck = covered[0], self.binding[t].T
        neck[:] = 0
        for stage in range(1, len(STAGES)):
            np.copyto(neck, stage, where=covered[stage] < least)
            least = np.minimum(least, covered[stage])
        self.sufficiency[t] = 100 * np.minimum(least, 1).T
        self.capacity[t], self.output[t] = made.capacity.T, made.output.T

    @property
    def share(self) -> np.ndarray:
        """Percent of the world's output, (years, draws, blocs, stages); zero where none is made."""
        world = self.output.sum(2, keepdims=True)
        return 100 * self.output / np.where(world > 0, world, 1)

    @property
    def hhi(self) -> np.ndarray:
        """Herfindahl-Hirschman index of the blocs, 0 to 1, (years, draws, stages)."""
        share = self.share / 100
        both = 2 * share[:, :, RUSSIA] * share[:, :, INDIA] * self.partners[:, None]
        return (share**2).sum(2) + both

    @property
    def parity(self) -> np.ndarray:
        """First year in which a bloc's cost is not above China's, (draws, blocs); nan if never."""
        level = self.premium <= 0
        first = self.years[level.argmax(0)].astype(float)
        return np.where(level.any(0), first, np.nan)

    def of(
        self, outcome: str, bloc: str = "", stage: str = "", year: int | None = None
    ) -> np.ndarray:
        """Return one outcome in one year.

        Parameters
        ----------
        outcome : str
            One of `OUTCOMES`.
        bloc, stage : str
            Where the outcome has blocs or stages.
        year : int, optional
            The last, if it is left out.

        Returns
        -------
        ndarray of shape (draws,)
            In the unit of `OUTCOMES`.

        Raises
        ------
        CourseError
            If there is no such outcome, bloc, stage or year.
        """
        year = int(self.years[-1]) if year is None else year
        _known("outcome", outcome, [name for name in OUTCOMES if name != "binding"])
        _known("year", year, self.years.tolist())
        found = {(who, step): values for _, who, step, values in self._series(outcome)}
        _known("bloc", bloc, list(dict.fromkeys(who for who, _ in found)))
        _known("stage", stage, [step for who, step in found if who == bloc])
        return found[bloc, stage][int(year - self.years[0])]

    def _series(self, outcome: str) -> Iterator[tuple[str, str, str, np.ndarray]]:
        """Yield outcome, bloc, stage and the values, (years, draws)."""
        values = getattr(self, outcome)
        if outcome == "hhi":
            for s, stage in enumerate(STAGES):
                yield outcome, "", stage, values[..., s]
        elif values.ndim == 2:
            yield outcome, "", "", values
        else:
            for b, bloc in enumerate(BLOCS):
                if values.ndim == 3:
                    yield outcome, bloc, "", values[..., b]
                else:
                    for s, stage in enumerate(STAGES):
                        yield outcome, bloc, stage, values[..., b, s]

    def _necks(self) -> Iterator[tuple[str, str, str, np.ndarray]]:
        for b in (RUSSIA, INDIA):
            for s, stage in enumerate(STAGES):
                yield (
                    "binding",
                    BLOCS[b],
                    stage,
                    100.0 * (self.binding[..., b] == s).mean(1)[:, None],
                )

    def outcomes(self, *names: str) -> pd.DataFrame:
        """Return outcomes as a table for pictures; less than 1,000 rows if none is named.

        Parameters
        ----------
        *names : str
            Some of `OUTCOMES`; those of `PICTURE` if none is given.

        Returns
        -------
        DataFrame
            year, outcome, bloc, stage, value (the median of the draws), low and high (the
            quantiles of `BAND`; the value if there is one draw). Sufficiency, necks and subsidies
            are those of Russia and India, premiums those of all but China. The year of parity is
            no series: see `parity`.

        Raises
        ------
        CourseError
            If there is no such outcome.
        """
        parts = []
        for name in names or PICTURE:
            _known("outcome", name, list(OUTCOMES))
            for _, bloc, stage, values in (
                self._necks() if name == "binding" else self._series(name)
            ):
                if _shown(name, bloc):
                    low, value, high = np.quantile(values, (BAND[0], 0.5, BAND[1]), axis=1)
                    parts.append(pd.DataFrame({
                        "year": self.years, "outcome": name, "bloc": bloc, "stage": stage,
                        "value": value, "low": low, "high": high,
                    }))  # fmt: skip
        return pd.concat(parts, ignore_index=True)


def _known(kind: str, name: object, known: list[Any]) -> None:
    if name not in known:
        raise CourseError(f"There is no {kind} {name!r}. {did_you_mean(name, known)}")


def _shown(outcome: str, bloc: str) -> bool:
    if outcome in ("sufficiency", "subsidy"):
        return bloc in (BLOCS[RUSSIA], BLOCS[INDIA])
    return outcome != "premium" or bloc != BLOCS[CHINA]


def cover(output: np.ndarray, use: np.ndarray, terms: Terms) -> np.ndarray:
    """Return which part of its use a bloc could cover if one stage alone were the limit.

    Parameters
    ----------
    output : ndarray of shape (stages, blocs, draws)
        kt a year.
    use : ndarray of shape (blocs, draws)
        Magnets in kt a year, at the price of the base year.
    terms : Terms
        Yields and sharing.

    Returns
    -------
    ndarray of shape (stages, blocs, draws)
        Fraction; above 1 where more is made than used. What a partner has left over counts.
    """
    need = use * terms.per_magnet
    pair = slice(RUSSIA, INDIA + 1)
    left = terms.sharing * np.maximum(output[:, pair] - need[:, pair], 0)
    whole = output.copy()
    whole[:, pair] += left[:, ::-1]
    return whole / np.maximum(need, 1e-12)
