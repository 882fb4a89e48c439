"""One year of the chain from mine to magnet: who makes what, at which price, and who gives up.

Shapes and units are those of `reelab.models.state`. There is one price: each stage gets its part of
it as in the base year. Demand answers at once; only China builds because it sells more.
"""

from __future__ import annotations

import numpy as np

from reelab.models.flows import back, down
from reelab.models.state import (
    CHINA,
    INDIA,
    MAGNET,
    MINE,
    RUSSIA,
    SEPARATION,
    Made,
    State,
    Terms,
    Year,
)


def cost_of(terms: Terms, made: np.ndarray) -> np.ndarray:
    """Return the cost of each stage and bloc after what has been made so far.

    Parameters
    ----------
    terms : Terms
        What holds in all years.
    made : ndarray of shape (stages, blocs, draws)
        Output so far, in kt.

    Returns
    -------
    ndarray of shape (stages, blocs, draws)
        Multiples of what this stage cost in China at first. Mines do not learn: what they gain,
        leaner ore takes.

    References
    ----------
    Wright, T. P. (1936), Journal of the Aeronautical Sciences 3, 122.
    """
    cost = terms.first_cost.copy()
    cost[SEPARATION:] *= np.exp(
        -terms.learning * np.log(made[SEPARATION:] / terms.made[SEPARATION:])
    )
    return cost


def clear(
    home: np.ndarray, abroad: np.ndarray, china: np.ndarray, others: np.ndarray,
    posted: np.ndarray, restrict: np.ndarray, terms: Terms,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:  # fmt: skip
    """Find the prices at which magnets are sold, and what China makes.

    Parameters
    ----------
    home, abroad : ndarray of shape (draws,)
        Demand of China and of all others at the price of the base year, in kt.
    china, others : ndarray of shape (draws,)
        Magnets that China can make, and those that others make.
    posted : ndarray of shape (draws,)
        The price that China asks as long as it can deliver.
    restrict : ndarray of shape (draws,)
        Part of its exports that China holds back.
    terms : Terms
        What holds in all years.

    Returns
    -------
    tuple of ndarray of shape (draws,)
        The price outside China, the price in China, and China's output of magnets. What others
        cannot sell at China's price goes to China too.

    References
    ----------
    A dominant firm with a competitive fringe: Forchheimer, K. (1908), Jahrbuch fuer Gesetzgebung
    32, 1-12; demand of constant elasticity, solved for the price.
    """
    power = 1 / terms.elasticity
    whole = home + abroad
    short = (whole / np.maximum(china + others, 1e-12)) ** power
    glut = (whole / np.maximum(others, 1e-12)) ** power  # China makes none
    inside = np.minimum(np.maximum(np.minimum(posted, glut), short), terms.ceiling)
    fallen = inside**-terms.elasticity
    exports = np.minimum(abroad * fallen - others, china - home * fallen)
    exports -= restrict * np.maximum(exports, 0)  # below zero, China imports
    offered = np.maximum(others + exports, 1e-12)
    outside = np.minimum((abroad / offered) ** power, terms.ceiling)
    return outside, inside, np.clip(home * fallen + exports, 0, china)


def losing(cost: np.ndarray, price: np.ndarray | float, terms: Terms) -> np.ndarray:
    """Return the part of the new plants that do not earn their running cost.

    Parameters
    ----------
    cost : ndarray of shape (stages, blocs, draws)
        Whole cost, in multiples of the price of the base year.
    price : ndarray of shape (draws,) or float
        What all get but the partners' magnets, which are paid a subsidy on top.
    terms : Terms
        What holds in all years.

    Returns
    -------
    ndarray of shape (stages, blocs, draws)
        Fraction; running costs are spread evenly around their mean. Below zero all of them earn
        it, with so much to spare; above one, none does.
    """
    part = price / cost
    part[MAGNET, RUSSIA : INDIA + 1] += terms.bonus / cost[MAGNET, RUSSIA : INDIA + 1]
    half = 0.5 / terms.spread
    part *= -half / terms.cash_share
    part += 0.5 + half
    return part


def running(closed: np.ndarray, terms: Terms) -> tuple[np.ndarray, np.ndarray]:
    """Return which part of the plants is not closed: of those of the base year, and of the new.

    Parameters
    ----------
    closed : ndarray of shape (stages, blocs, draws)
        What `losing` gave for the new plants, in the worse of the two years that closed them.
    terms : Terms
        What holds in all years.

    Returns
    -------
    tuple of ndarray of shape (stages, blocs, draws)
        Fractions. What ran in the base year earned its running cost then: where the mean of the
        bloc would not, the old plants are taken to be cheaper, all by the same factor.
    """
    top = 0.5 + 0.5 / terms.spread
    old = (top - closed) * terms.cheaper
    old += 1 - top
    return np.clip(old, 0, 1, out=old), np.clip(1 - closed, 0, 1)


def grow(home: np.ndarray, wanted: np.ndarray, terms: Terms) -> np.ndarray:
    """Return what China can make next year: what it would sell now and a bit, not too much at once.

    Parameters
    ----------
    home : ndarray of shape (stages, draws)
        What it can make now.
    wanted : ndarray of shape (stages, draws)
        What it would make at its own price.
    terms : Terms
        What holds in all years.

    Returns
    -------
    ndarray of shape (stages, draws)
        Never less than now.
    """
    target = wanted * (1 + terms.spare)
    return np.maximum(home, np.minimum(home * (1 + terms.growth), target))


def step(state: State, year: Year, terms: Terms) -> tuple[State, Made]:
    """Run the chain for one year.

    Parameters
    ----------
    state : State
        As the year before left it.
    year : Year
        What is given for this year.
    terms : Terms
        What holds in all years.

    Returns
    -------
    tuple of State and Made
        What the next year starts from, and what happened in this one.
    """
    cost = cost_of(terms, state.made)
    old, new = running(state.closed, terms)
    capacity = terms.old * old + year.new * new
    capacity[:, CHINA] = state.home
    if year.quota is not None:
        capacity[MINE, CHINA] = year.quota
    secondary = terms.recycled * state.scrap
    secondary[CHINA] += terms.unrecorded
    output, flows = down(capacity, secondary, terms, year.restrict)
    demand = terms.use * year.demand
    abroad, others = demand[RUSSIA:].sum(0), output[MAGNET, RUSSIA:].sum(0)
    posted = (terms.weight * cost[:, CHINA]).sum(0) * (1 - year.flood)
    price, inside, magnets = clear(
        demand[CHINA], abroad, output[MAGNET, CHINA], others, posted, year.restrict, terms
    )
    sales = np.maximum((demand[CHINA] + abroad) * posted**-terms.elasticity - others, 0)
    wanted = back(sales, flows, secondary[CHINA], terms)
    output[:, CHINA] = np.minimum(back(magnets, flows, secondary[CHINA], terms), output[:, CHINA])
    lost = losing(cost, np.maximum(price, terms.floor), terms)
    after = State(
        made=state.made + output,
        closed=np.maximum(state.closed, np.minimum(lost, state.losing)),
        losing=lost,
        scrap=output[MAGNET] * (1 / terms.yields[MAGNET] - 1),
        home=grow(state.home, wanted, terms),
    )
    return after, Made(capacity, output, secondary.sum(0), price, inside, cost)
