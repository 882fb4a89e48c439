"""Who owns what, directly and through others."""

from __future__ import annotations

import numpy as np
import pandas as pd

from reelab.errors import CourseError


def stakes(rows: pd.DataFrame) -> pd.DataFrame:
    """Put shares held in one another into a square table.

    Parameters
    ----------
    rows : DataFrame
        Columns holder, entity and share_pct.

    Returns
    -------
    DataFrame
        Percent, holders in rows and what they hold in columns, both all names.

    Raises
    ------
    CourseError
        If a share is missing or below zero, if the holders of one firm have more than all of it, or
        if a pair stands there twice.
    """
    if rows.duplicated(["holder", "entity"]).any():
        raise CourseError("A holder stands there twice with the same firm.")
    if rows["share_pct"].isna().any():
        raise CourseError("A share_pct is missing.")
    names = sorted({*rows["holder"], *rows["entity"]})
    wide = rows.pivot(index="holder", columns="entity", values="share_pct")
    matrix = wide.reindex(index=names, columns=names).fillna(0.0)
    if (matrix < 0).any(axis=None) or not np.isfinite(matrix.to_numpy()).all():
        raise CourseError("A share is below zero or no number.")
    if (over := matrix.sum()).max() > 100.01:
        raise CourseError(f"The holders of {over.idxmax()} have {over.max():g}% of it.")
    return matrix


def integrated(matrix: pd.DataFrame) -> pd.DataFrame:
    """Return what each holds of each, directly and through others.

    Parameters
    ----------
    matrix : DataFrame
        As `stakes` returns it, percent.

    Returns
    -------
    DataFrame
        Percent, in the same layout; never above 100.

    Raises
    ------
    CourseError
        If it is no table of stakes, or if firms own one another wholly, so that nobody outside
        owns them.

    References
    ----------
    Brioschi, F., Buzzacchi, L., and Colombo, M. G. (1989), Risk capital financing and the
    separation of ownership and control in business groups, Journal of Banking and Finance 13,
    747-772: the Leontief inverse. Baldone, S., Brioschi, F., and Paleari, S. (1998), Ownership
    measures among firms connected by cross-shareholdings, 4th SIGEF congress: the division by the
    diagonal, without which what a firm holds of itself is counted again.
    """
    if not list(matrix.index) == list(matrix.columns):
        raise CourseError("Names in rows and columns differ: give what `stakes` returns.")
    direct = matrix.to_numpy() / 100
    owned = np.eye(len(direct)) - direct
    if np.linalg.matrix_rank(owned) < len(direct):
        raise CourseError("Some firms own one another wholly: nobody outside owns them.")
    inverse = np.linalg.inv(owned)
    through = (inverse @ direct) / np.diag(inverse)[:, None]
    through[np.abs(through) < 1e-12] = 0
    return pd.DataFrame(100 * through, matrix.index, matrix.columns)


def chain(matrix: pd.DataFrame, majority: float = 50.0) -> pd.DataFrame:
    """Return who controls what if a majority controls all.

    Parameters
    ----------
    matrix : DataFrame
        As `stakes` returns it, percent.
    majority : float
        Percent above which a holder controls the firm, and so all that the firm holds.

    Returns
    -------
    DataFrame
        True where the row controls the column, directly or through firms that it controls.
    """
    holds = matrix.to_numpy()
    controls = np.eye(len(holds), dtype=bool)
    for _ in holds:
        controls |= (controls @ holds) > majority
    np.fill_diagonal(controls, False)
    return pd.DataFrame(controls, matrix.index, matrix.columns)
