"""Who inspects, who breaks the rule, and what a fine does: the inspection game and its rivals.

Rates are percent; payoffs are in one unit of money, which cancels out. Arguments carry the names
and units of the ledger of assumptions.
"""

from __future__ import annotations

from typing import Any

from reelab.models.formula import closed_form, minimum, sentence, where

GAME = ("violation_gain", "fine", "inspection_cost", "catch_gain", "committed_rate")
"""The assumptions of the inspection game, in the order in which a lab shows them."""


@closed_form
def tempted_until(violation_gain: Any, fine: Any) -> Any:
    """Return the rate of inspection up to which breaking the rule pays.

    Parameters
    ----------
    violation_gain : number or array
        What a firm gains by breaking the rule.
    fine : number or array
        What it pays if an inspector comes, above zero.

    Returns
    -------
    number or array
        Percent, at most 100. At this rate a firm is indifferent.

    References
    ----------
    Becker, G. S. (1968), Crime and punishment: an economic approach, Journal of Political Economy
    76(2), 169-217.
    """
    return 100 * minimum(violation_gain / fine, 1)


@closed_form
def worth_a_look_from(inspection_cost: Any, catch_gain: Any) -> Any:
    """Return the rate of violation from which an inspection pays.

    Parameters
    ----------
    inspection_cost : number or array
        What an inspection costs the authority.
    catch_gain : number or array
        What catching a violation is worth to it, above zero.

    Returns
    -------
    number or array
        Percent, at most 100. At this rate the authority is indifferent.

    References
    ----------
    Tsebelis, G. (1989), The abuse of probability in political analysis: the Robinson Crusoe
    fallacy, American Political Science Review 83(1), 77-91.
    """
    return 100 * minimum(inspection_cost / catch_gain, 1)


@closed_form
def inspected(violation_gain: Any, fine: Any, inspection_cost: Any, catch_gain: Any) -> Any:
    """Return how often the authority inspects in equilibrium.

    Parameters
    ----------
    violation_gain, fine, inspection_cost, catch_gain : number or array
        As in `tempted_until` and `worth_a_look_from`.

    Returns
    -------
    number or array
        Percent: `b / F` where both mix; 0 where no inspection pays, 100 where no fine deters.

    References
    ----------
    Tsebelis (1989), as in `worth_a_look_from`.
    """
    return where(inspection_cost < catch_gain, tempted_until(violation_gain, fine), 0)


@closed_form
def violated(violation_gain: Any, fine: Any, inspection_cost: Any, catch_gain: Any) -> Any:
    """Return how often the rule is broken in equilibrium.

    Parameters
    ----------
    violation_gain, fine, inspection_cost, catch_gain : number or array
        As in `tempted_until` and `worth_a_look_from`.

    Returns
    -------
    number or array
        Percent: `c / g` where both mix, whatever the fine; 100 where no fine deters.

    References
    ----------
    Tsebelis (1989), as in `worth_a_look_from`.
    """
    rate = worth_a_look_from(inspection_cost, catch_gain)
    return where(violation_gain < fine, rate, 100)


@closed_form
def expected_gain(violation_gain: Any, fine: Any, committed_rate: Any) -> Any:
    """Return what a firm can expect from breaking the rule.

    Parameters
    ----------
    violation_gain, fine : number or array
        As in `tempted_until`.
    committed_rate : number or array
        Percent of inspections, whatever the firms do.

    Returns
    -------
    number or array
        Below zero the fine deters.

    References
    ----------
    Becker (1968), as in `tempted_until`.
    """
    return violation_gain - committed_rate / 100 * fine


@closed_form
def violated_if_committed(violation_gain: Any, fine: Any, committed_rate: Any) -> Any:
    """Return how often the rule is broken if the rate of inspection never changes.

    Parameters
    ----------
    violation_gain, fine, committed_rate : number or array
        As in `expected_gain`.

    Returns
    -------
    number or array
        Percent: 100 where breaking the rule pays, else 0.

    References
    ----------
    Becker (1968), as in `tempted_until`.
    """
    return where(expected_gain(violation_gain, fine, committed_rate) > 0, 100, 0)


def klitgaard(monopoly: float, discretion: float, accountability: float) -> float:
    """Return Klitgaard's sum: corruption is monopoly plus discretion minus accountability.

    Parameters
    ----------
    monopoly, discretion, accountability : float
        Points of one scale, such as 0 to 10.

    Returns
    -------
    float
        Points. It orders cases by judgement; it measures nothing.

    References
    ----------
    Klitgaard, R. (1988), Controlling Corruption, University of California Press.
    """
    return monopoly + discretion - accountability


def game_title(
    violation_gain: Any, fine: Any, inspection_cost: Any, catch_gain: Any, committed_rate: Any
) -> Any:
    """Say the equilibrium; in the browser, as an expression.

    Parameters
    ----------
    violation_gain, fine, inspection_cost, catch_gain, committed_rate : number or Altair expression
        As in the formulas.

    Returns
    -------
    str or Altair expression
        A title.
    """
    payoffs = (violation_gain, fine, inspection_cost, catch_gain)
    return sentence(
        "In equilibrium ", (violated(*payoffs), ".0f"), "% break the rule, ",
        (inspected(*payoffs), ".0f"), "% are inspected",
    )  # fmt: skip


def game_message(
    violation_gain: Any, fine: Any, inspection_cost: Any, catch_gain: Any, committed_rate: Any
) -> Any:
    """Say what moves each side; in the browser, as an expression.

    Parameters
    ----------
    violation_gain, fine, inspection_cost, catch_gain, committed_rate : number or Altair expression
        As in the formulas.

    Returns
    -------
    str or Altair expression
        Sentences.
    """
    return sentence(
        game_title(violation_gain, fine, inspection_cost, catch_gain, committed_rate),
        ". Breaking the rule pays up to ", (tempted_until(violation_gain, fine), ".0f"),
        "% of inspections; an inspection pays from ",
        (worth_a_look_from(inspection_cost, catch_gain), ".0f"),
        "% of violations on. If inspectors came in ", (committed_rate, ".0f"),
        "% of cases whatever firms do, ",
        (violated_if_committed(violation_gain, fine, committed_rate), ".0f"),
        "% would break it.",
    )  # fmt: skip
