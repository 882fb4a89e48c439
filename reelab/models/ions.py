"""Ions in a magnetic field: how far they line up, and the entropy of their directions.

x is the magnetic energy of an ion over its thermal energy.
"""

from __future__ import annotations

from typing import Any

from reelab.models.formula import closed_form, exp, log, maximum, power, where

BOLTZMANN, BOHR_MAGNETON, GAS = 1.380649e-23, 9.2740100783e-24, 8.31446261815324
"""J/K, J/T and J/(mol K): CODATA 2018."""

SMALL = 1e-3
"""Below it a series stands for what would lose its digits."""


def _width(j: Any) -> Any:
    return (2 * j + 1) / (2 * j)


@closed_form
def brillouin(x: Any, j: Any) -> Any:
    """Return the part of its full magnetization that an ion has.

    Parameters
    ----------
    x : number or array
        Magnetic over thermal energy, zero or more.
    j : number or array
        Angular momentum.

    Returns
    -------
    number or array
        0 to 1: the function of Brillouin.

    References
    ----------
    Brillouin, L. (1927), Journal de Physique et le Radium 8, 74.
    """
    safe = maximum(x, SMALL)
    full = _width(j) * _coth(_width(j) * safe) - _coth(safe / (2 * j)) / (2 * j)
    return where(x < SMALL, (j + 1) / (3 * j) * x, full)


def _coth(y: Any) -> Any:
    return 1 + 2 / (exp(2 * y) - 1)


@closed_form
def slope(x: Any, j: Any) -> Any:
    """Return the slope of `brillouin` in x.

    Parameters
    ----------
    x, j : number or array
        As in `brillouin`.

    Returns
    -------
    number or array
        Positive, and smaller the larger x.
    """
    safe = maximum(x, SMALL)
    wide = power(_width(j), 2) * _csch2(_width(j) * safe)
    return where(x < SMALL, (j + 1) / (3 * j), power(2 * j, -2) * _csch2(safe / (2 * j)) - wide)


def _csch2(y: Any) -> Any:
    return 4 * exp(-2 * y) / power(1 - exp(-2 * y), 2)


@closed_form
def spin_entropy(x: Any, j: Any) -> Any:
    """Return the entropy of the directions of the ions.

    Parameters
    ----------
    x, j : number or array
        As in `brillouin`.

    Returns
    -------
    number or array
        In units of the gas constant, per mole of ions; ln(2J + 1) without a field.

    References
    ----------
    Basso, V. (2017), Basics of the magnetocaloric effect, arXiv 1702.08347, section III.
    """
    safe = maximum(x, SMALL)
    states = _log_sinh(_width(j) * safe) - _log_sinh(safe / (2 * j))
    near = log(2 * j + 1) - (j + 1) / (6 * j) * x * x
    return where(x < SMALL, near, states - safe * brillouin(safe, j))


def _log_sinh(y: Any) -> Any:
    return y + log(1 - exp(-2 * y)) - log(2)


@closed_form
def free_entropy_change(magnet_field: Any, temperature_k: Any, j: Any) -> Any:
    """Return the entropy that a field takes from ions that do not feel each other.

    Parameters
    ----------
    magnet_field : number or array
        T.
    temperature_k : number or array
        K.
    j : number or array
        Angular momentum; the Lande factor is taken as 2.

    Returns
    -------
    number or array
        In units of the gas constant, per mole of ions; at most ln(2J + 1).
    """
    x = 2 * BOHR_MAGNETON * j * magnet_field / (BOLTZMANN * temperature_k)
    return log(2 * j + 1) - spin_entropy(x, j)


@closed_form
def ceiling(j: Any, mass: Any) -> Any:
    """Return the most entropy that the directions of ions can give up.

    Parameters
    ----------
    j : number or array
        Angular momentum.
    mass : number or array
        kg for each mole of ions.

    Returns
    -------
    number or array
        J/(kg K).
    """
    return GAS * log(2 * j + 1) / mass


@closed_form
def demagnetized(field: Any, start_field: Any, start_kelvin: Any, internal_field: Any) -> Any:
    """Return the temperature while a field is taken away without exchange of heat.

    Parameters
    ----------
    field, start_field : number or array
        T, now and at first.
    start_kelvin : number or array
        K, at first.
    internal_field : number or array
        T: what the ions feel from each other.

    Returns
    -------
    number or array
        K.

    References
    ----------
    Pobell, F. (2007), Matter and Methods at Low Temperatures, 3rd ed., chapter 9.
    """
    inner = internal_field * internal_field
    part = (field * field + inner) / (start_field * start_field + inner)
    return start_kelvin * power(part, 0.5)


@closed_form
def inner_for(kelvin: Any, start_field: Any, start_kelvin: Any) -> Any:
    """Return the field of the ions on each other with which a temperature would be reached.

    Parameters
    ----------
    kelvin : number or array
        K wanted, below the first temperature.
    start_field, start_kelvin : number or array
        As in `demagnetized`.

    Returns
    -------
    number or array
        T: `demagnetized` to no field, solved for the internal field.
    """
    return start_field * kelvin / power(start_kelvin * start_kelvin - kelvin * kelvin, 0.5)
