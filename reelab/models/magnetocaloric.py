"""Magnetic cooling near room temperature: the mean-field model of a magnet.

Field and temperature are explicit in x, the magnetic energy of an ion over its thermal energy.
The other way round x follows from a few steps of Newton's method, each a closed form, so that
kernel and browser take the same steps.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from reelab.models import domain
from reelab.models.formula import closed_form, log, maximum, minimum, power, where
from reelab.models.ions import BOHR_MAGNETON, BOLTZMANN, GAS, brillouin, slope, spin_entropy

NEWTON, ADIABATIC = 12, 3
"""Steps to the x of a temperature, and from there to that of an entropy."""


class Magnet(NamedTuple):
    """A magnet: angular momentum, Lande factor, temperatures in K, J/(kg K2), kg/mol of ions."""

    j: Any
    g: Any
    curie_k: Any
    debye_k: Any
    electrons: Any
    mass: Any


@closed_form
def lattice_entropy(temperature_k: Any, debye_k: Any) -> Any:
    """Return the entropy of the vibrations of the atoms.

    Parameters
    ----------
    temperature_k, debye_k : number or array
        K; the temperature is at least half the Debye temperature.

    Returns
    -------
    number or array
        In units of the gas constant, per mole of atoms.

    References
    ----------
    Debye, P. (1912), Annalen der Physik 344, 789, as a series for high temperatures.
    """
    y = power(debye_k / temperature_k, 2)
    return 3 * (4 / 3 - log(y) / 2 + y / 40 - y * y / 2240 + power(y, 3) / 108864)


def own_field(magnet: Magnet) -> Any:
    """Return how strongly the ions turn each other: x at full magnetization, times T over Tc.

    Parameters
    ----------
    magnet : Magnet
        Its constants.

    Returns
    -------
    number, array or Altair expression
        A number without unit.
    """
    return 3 * magnet.j / (magnet.j + 1)


def outer(field: Any, temperature: Any, magnet: Magnet) -> Any:
    """Return the part of x that a field (T) gives at a temperature (K).

    Parameters
    ----------
    field : number, array or Altair expression
        In T.
    temperature : number, array or Altair expression
        In K.
    magnet : Magnet
        Its constants.

    Returns
    -------
    number, array or Altair expression
        A number without unit.
    """
    return magnet.g * BOHR_MAGNETON * magnet.j / BOLTZMANN * field / temperature


def first_x(field: Any, temperature: Any, magnet: Magnet) -> Any:
    """Return x at full magnetization: above every solution, where Newton's method may start.

    Parameters
    ----------
    field : number, array or Altair expression
        In T.
    temperature : number, array or Altair expression
        In K.
    magnet : Magnet
        Its constants.

    Returns
    -------
    number, array or Altair expression
        A number without unit.
    """
    return outer(field, temperature, magnet) + own_field(magnet) * magnet.curie_k / temperature


def next_x(x: Any, field: Any, temperature: Any, magnet: Magnet) -> Any:
    """Return x after one step of Newton's method towards the mean field.

    Parameters
    ----------
    x : number, array or Altair expression
        Argument of the Brillouin function.
    field : number, array or Altair expression
        In T.
    temperature : number, array or Altair expression
        In K.
    magnet : Magnet
        Its constants.

    Returns
    -------
    number, array or Altair expression
        A number without unit, zero or more.
    """
    own = own_field(magnet) * magnet.curie_k / temperature
    off = outer(field, temperature, magnet) + own * brillouin(x, magnet.j) - x
    fall = minimum(own * slope(x, magnet.j) - 1, -1e-12)  # zero at the Curie temperature itself
    return maximum(x - off / fall, 0)


def temperature_at(x: Any, field: Any, magnet: Magnet) -> Any:
    """Return the temperature (K) that belongs to x in a field (T): explicit.

    Parameters
    ----------
    x : number, array or Altair expression
        Argument of the Brillouin function.
    field : number, array or Altair expression
        In T.
    magnet : Magnet
        Its constants.

    Returns
    -------
    number, array or Altair expression
        In K.
    """
    own = own_field(magnet) * magnet.curie_k * brillouin(x, magnet.j)
    return (outer(field, 1, magnet) + own) / x


def entropy(x: Any, temperature: Any, magnet: Magnet) -> Any:
    """Return the entropy of directions, vibrations and electrons, J/(kg K).

    Parameters
    ----------
    x : number, array or Altair expression
        Argument of the Brillouin function.
    temperature : number, array or Altair expression
        In K.
    magnet : Magnet
        Its constants.

    Returns
    -------
    number, array or Altair expression
        In J/(kg K).
    """
    both = spin_entropy(x, magnet.j) + lattice_entropy(temperature, magnet.debye_k)
    return GAS / magnet.mass * both + magnet.electrons * temperature


def adiabatic_x(x: Any, wanted: Any, field: Any, magnet: Magnet) -> Any:
    """Return x after one step of Newton's method towards an entropy, J/(kg K).

    Parameters
    ----------
    x : number, array or Altair expression
        Argument of the Brillouin function.
    wanted : number, array or Altair expression
        The entropy to be reached, J/(kg K).
    field : number, array or Altair expression
        In T.
    magnet : Magnet
        Its constants.

    Returns
    -------
    number, array or Altair expression
        A number without unit.
    """
    now = temperature_at(x, field, magnet)
    turn = own_field(magnet) * magnet.curie_k * slope(x, magnet.j)
    warming = (turn - now) / x  # K for each unit of x
    y = power(magnet.debye_k / now, 2)
    heat = 3 * GAS / magnet.mass * (1 - y / 20 + y * y / 560) / now + magnet.electrons
    steep = heat * warming - GAS / magnet.mass * x * slope(x, magnet.j)
    return x - (entropy(x, now, magnet) - wanted) / steep


Run = Mapping[str, Any]
Steps = dict[str, Callable[[Run], Any]]


def cooling_steps(magnet_of: Callable[[Run], Magnet], newton: int = NEWTON) -> Steps:
    """Return the way from a field and a temperature to both changes, step by step.

    Parameters
    ----------
    magnet_of : callable
        Gives the magnet from the settings.
    newton : int
        How many steps of Newton's method.

    Returns
    -------
    dict of str to callable
        Each takes the settings `magnet_field` (T) and `start_temperature` (K) with what the steps
        before it found. The last two are entropy_change, J/(kg K), and temperature_change, K.
    """
    steps: Steps = {}

    def settle(name: str, field: Callable[[Run], Any]) -> None:
        def start(run: Run) -> Any:
            return first_x(field(run), run["start_temperature"], magnet_of(run))

        def nearer(i: int, run: Run) -> Any:
            x = run[f"{name}_{i}"]
            return next_x(x, field(run), run["start_temperature"], magnet_of(run))

        steps[f"{name}_0"] = start
        for i in range(newton):
            steps[f"{name}_{i + 1}"] = partial(nearer, i)

    def before(run: Run) -> Any:
        magnet, kelvin = magnet_of(run), run["start_temperature"]
        x = where(kelvin < magnet.curie_k, run[f"free_{newton}"], 0)
        return entropy(x, kelvin, magnet)

    def warmer(i: int, run: Run) -> Any:
        return adiabatic_x(run[f"warm_{i}"], run["before"], run["magnet_field"], magnet_of(run))

    def given_up(run: Run) -> Any:
        x = run[f"held_{newton}"]
        return run["before"] - entropy(x, run["start_temperature"], magnet_of(run))

    def warmed(run: Run) -> Any:
        after = temperature_at(run[f"warm_{ADIABATIC}"], run["magnet_field"], magnet_of(run))
        return after - run["start_temperature"]

    settle("free", lambda run: 0 * run["magnet_field"])
    settle("held", lambda run: run["magnet_field"])
    steps["before"] = before
    steps["warm_0"] = lambda run: run[f"held_{newton}"]
    for i in range(ADIABATIC):
        steps[f"warm_{i + 1}"] = partial(warmer, i)
    return {**steps, "entropy_change": given_up, "temperature_change": warmed}


def changes(field: Any, temperature: Any, magnet: Magnet, newton: int = 60) -> dict[str, Any]:
    """Return what a field does to a magnet.

    Parameters
    ----------
    field : number or array
        T, above zero.
    temperature : number or array
        K, before.
    magnet : Magnet
        Which.
    newton : int
        As in `cooling_steps`.

    Returns
    -------
    dict of str to number or array
        entropy_change, J/(kg K), given up at this temperature; temperature_change, K, without
        exchange of heat.
    """
    domain.check("magnetocaloric.changes", "field", field)
    domain.check("magnetocaloric.changes", "temperature_k", temperature)
    found: dict[str, Any] = {"magnet_field": np.asarray(field, float),
                             "start_temperature": np.asarray(temperature, float)}  # fmt: skip
    for name, step in cooling_steps(lambda _: magnet, newton).items():
        found[name] = step(found)
    return {name: found[name][()] for name in ("entropy_change", "temperature_change")}
