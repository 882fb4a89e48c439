"""Separation of two rare earths by solvent extraction: products, flows, and solvent.

A is the element that the organic solvent takes up more readily, B the other. Water and solvent run
against each other through a row of mixer-settlers; the feed, one mole of rare earths, enters in
between. The solvent leaves with A, the water with B, and at both ends a part of the product is
sent back. The separation factor is taken as constant. Flows are in moles of rare earth per mole of
feed; arguments are in the ledger's percent.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from reelab.models.formula import closed_form, power, where

SEPARATION = ("separation_factor", "feed_share", "purity_a", "purity_b", "solvent_excess")
"""The assumptions that say how many stages there must be."""


class Flows(NamedTuple):
    """Moles per mole of feed: product A, solvent, and scrub (water above the feed)."""

    product: Any
    solvent: Any
    scrub: Any


@closed_form
def product(feed_share: Any, purity_a: Any, purity_b: Any) -> Any:
    """Return how much of the feed leaves as product A.

    Parameters
    ----------
    feed_share : number or array
        Percent of A in the feed.
    purity_a, purity_b : number or array
        Percent of A in the first product, of B in the second.

    Returns
    -------
    number or array
        Mole per mole of feed, from the balance of A.
    """
    rest = 1 - purity_b / 100
    return (feed_share / 100 - rest) / (purity_a / 100 - rest)


@closed_form
def least_solvent(separation_factor: Any, feed_share: Any, purity_a: Any, purity_b: Any) -> Any:
    """Return the solvent with which the stages would have no end.

    Parameters
    ----------
    separation_factor, feed_share, purity_a, purity_b : number or array
        As in `least_stages` and `product`.

    Returns
    -------
    number or array
        Mole of rare earths that the solvent carries per mole of feed.

    References
    ----------
    Xu Guangxian (ed.) (1995), Rare Earths, Metallurgical Industry Press (in Chinese): the pinch
    lies at the feed.
    """
    a = feed_share / 100
    met = taken_up(a, separation_factor)
    return product(feed_share, purity_a, purity_b) * (purity_a / 100 - a) / (met - a)


@closed_form
def least_solvent_pure(separation_factor: Any, feed_share: Any) -> Any:
    """Return the least solvent for products without any impurity.

    Parameters
    ----------
    separation_factor, feed_share : number or array
        As in `least_solvent`.

    Returns
    -------
    number or array
        Mole per mole of feed.

    References
    ----------
    Cheng, F. et al. (2014), Advances in Materials Physics and Chemistry 4, 275.
    """
    a = feed_share / 100
    return (separation_factor * a + 1 - a) / (separation_factor - 1)


@closed_form
def best_solvent(separation_factor: Any, feed_share: Any, purity_a: Any, purity_b: Any) -> Any:
    """Return the solvent at which stages times solvent is about least.

    Parameters
    ----------
    separation_factor, feed_share, purity_a, purity_b : number or array
        As in `least_solvent`.

    Returns
    -------
    number or array
        Mole per mole of feed.

    References
    ----------
    Xu (1995), as in `least_solvent`; Yan, C. et al. (2006), Tsinghua Science and Technology 11,
    241: the extraction ratio is 1 over the root of the factor, or the scrub's ratio is the root.
    """
    root = power(separation_factor, 0.5)
    organic = product(feed_share, purity_a, purity_b)
    water_bound = 1 - organic > root / (1 + root)
    return where(water_bound, (1 - organic) / (root - 1), root * organic / (root - 1))


def flows_of(feed_share: Any, purity_a: Any, purity_b: Any, solvent: Any) -> Flows:
    """Return the flows that belong to a solvent.

    Parameters
    ----------
    feed_share, purity_a, purity_b : number or array
        As in `product`.
    solvent : number or array
        Mole per mole of feed.

    Returns
    -------
    Flows
        The scrub is what the solvent carries beyond the product.
    """
    organic = product(feed_share, purity_a, purity_b)
    return Flows(organic, solvent, solvent - organic)


@closed_form
def kremser(extraction_factor: Any, stage_count: Any) -> Any:
    """Return what a row of stages without scrub takes out of the water.

    Parameters
    ----------
    extraction_factor : number or array
        Distribution ratio times solvent over water.
    stage_count : number or array
        Stages.

    Returns
    -------
    number or array
        Fraction, 0 to 1.

    References
    ----------
    Kremser, A. (1930), National Petroleum News 22(21), 43; Alders, L. (1959), Liquid-Liquid
    Extraction.
    """
    same = abs(extraction_factor - 1) < 1e-9
    factor = where(same, 2, extraction_factor)
    grown = power(factor, stage_count + 1)
    return where(same, stage_count / (stage_count + 1), (grown - factor) / (grown - 1))


def taken_up(fraction: Any, factor: Any) -> Any:
    """Return the share of A in the solvent that is at rest with water of a composition.

    Parameters
    ----------
    fraction : number, array or Altair expression
        Share of A in the water, 0 to 1.
    factor : number, array or Altair expression
        Separation factor of A over B.

    Returns
    -------
    number, array or Altair expression
        Share of A, 0 to 1.
    """
    return factor * fraction / (1 + (factor - 1) * fraction)


def odds(percent: Any) -> Any:
    """Return the ratio of what a percentage holds to what it leaves.

    Parameters
    ----------
    percent : number, array or Altair expression
        From 0 to 100.

    Returns
    -------
    number, array or Altair expression
        Zero or more.
    """
    return percent / (100 - percent)
