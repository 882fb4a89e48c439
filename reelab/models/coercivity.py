"""Magnets that get hot: how much dysprosium keeps one from losing its strength.

A straight line for each effect: rough, since the loss for each kelvin itself shrinks with
dysprosium.
"""

from __future__ import annotations

from typing import Any

from reelab.models.formula import closed_form, maximum

HOT = ("operating_celsius", "load_field", "coercivity_loss", "bare_coercivity", "dysprosium_gain",
       "boundary_saving")  # fmt: skip
"""The assumptions of the model."""

ROOM = 20
"""Temperature, C, at which a coercivity is given."""

WHOLE = 30
"""Percent of a magnet that is rare earth: more dysprosium than that does not fit."""


@closed_form
def left(operating_celsius: Any, coercivity_loss: Any) -> Any:
    """Return the part of its coercivity that a hot magnet has left.

    Parameters
    ----------
    operating_celsius : number or array
        C.
    coercivity_loss : number or array
        Percent for each kelvin above room temperature.

    Returns
    -------
    number or array
        1 at room temperature; not below 0.001.
    """
    return maximum(1 - coercivity_loss / 100 * (operating_celsius - ROOM), 0.001)


@closed_form
def needed(operating_celsius: Any, load_field: Any, coercivity_loss: Any) -> Any:
    """Return the coercivity that a magnet must have at room temperature.

    Parameters
    ----------
    operating_celsius, coercivity_loss : number or array
        As in `left`.
    load_field : number or array
        Field against the magnet in use, kA/m.

    Returns
    -------
    number or array
        kA/m.
    """
    return load_field / left(operating_celsius, coercivity_loss)


@closed_form
def dysprosium(
    operating_celsius: Any, load_field: Any, coercivity_loss: Any, bare_coercivity: Any,
    dysprosium_gain: Any,
) -> Any:  # fmt: skip
    """Return the dysprosium that a magnet needs if it is mixed into the whole of it.

    Parameters
    ----------
    operating_celsius, load_field, coercivity_loss : number or array
        As in `needed`.
    bare_coercivity : number or array
        kA/m at room temperature, without dysprosium.
    dysprosium_gain : number or array
        kA/m for each percent of the mass.

    Returns
    -------
    number or array
        Percent of the mass, zero or more.
    """
    missing = needed(operating_celsius, load_field, coercivity_loss) - bare_coercivity
    return maximum(missing / dysprosium_gain, 0)


@closed_form
def diffused(
    operating_celsius: Any, load_field: Any, coercivity_loss: Any, bare_coercivity: Any,
    dysprosium_gain: Any, boundary_saving: Any,
) -> Any:  # fmt: skip
    """Return the dysprosium needed if it is let in along the boundaries of the grains.

    Parameters
    ----------
    operating_celsius, load_field, coercivity_loss, bare_coercivity, dysprosium_gain : number \
or array
        As in `dysprosium`.
    boundary_saving : number or array
        Percent saved at equal coercivity.

    Returns
    -------
    number or array
        Percent of the mass.
    """
    mixed = dysprosium(operating_celsius, load_field, coercivity_loss, bare_coercivity,
                       dysprosium_gain)  # fmt: skip
    return mixed * (1 - boundary_saving / 100)


@closed_form
def highest(
    load_field: Any, coercivity_loss: Any, bare_coercivity: Any,
) -> Any:  # fmt: skip
    """Return how hot a magnet without dysprosium may get.

    Parameters
    ----------
    load_field, coercivity_loss, bare_coercivity : number or array
        As in `dysprosium`.

    Returns
    -------
    number or array
        C, room temperature or more.
    """
    return ROOM + maximum(1 - load_field / bare_coercivity, 0) * 100 / coercivity_loss
