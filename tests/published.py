"""World tables in the layouts in which USGS has published them, written from rows of our own."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, replace

import reelab

BOM = b"\xef\xbb\xbf"
LAYOUTS = (2022, 2023, 2024, 2025, 2026)
TYPE = "Rare earths, mine production, rare-earth-oxide equivalent, metric tons"


@dataclass(frozen=True)
class Line:
    """A country in an edition: output of two years and reserves, None where NA is printed."""

    country: str
    output: tuple[float | None, float | None] = (None, None)
    estimated: bool = False  # the older year as well
    reserves: float | None = None
    qualifier: str = ""
    note: str = ""


def lines(edition: int) -> list[Line]:
    """The rows that the course has of an edition, the total last."""
    stock = reelab.load("reserves", edition=edition).set_index("country")["reserves_t"]
    mined = reelab.load("production", edition=edition)
    totals = reelab.load("world_totals", edition=edition).set_index(["measure", "year"])
    found = []
    for country, rows in mined.sort_values("year").groupby("country"):
        reserve = stock.get(country, float("nan"))
        found.append(
            Line(
                str(country),
                tuple(None if one != one else one for one in rows["production_t"]),
                bool(rows["estimated"].iloc[0]),
                None if reserve != reserve else reserve,
            )
        )
    output = tuple(totals.loc[("production", year), "total_t"] for year in _years(edition))
    total = totals.loc[("reserves", edition - 1)]
    more = ">" if total["qualifier"] == "greater than" else ""
    return [*found, Line("World total (rounded)", output, False, total["total_t"], more)]


def other(edition: int, **figures: float | None) -> list[Line]:
    """The rows of an edition with other reserves, by country without blanks."""
    return [
        replace(line, reserves=figures.get(line.country.replace(" ", ""), line.reserves))
        for line in lines(edition)
    ]


def publish(edition: int, layout: int, table: list[Line] | None = None) -> bytes:
    """A world table of an edition in the layout of a year, as the bytes of its file."""
    rows = lines(edition) if table is None else table
    if layout == 2026:
        return _csv(_long(edition, rows)).encode("cp1252")
    return BOM + _csv(_wide(edition, layout, rows)).encode()


def _years(edition: int) -> tuple[int, int]:
    return edition - 2, edition - 1


def _csv(rows: list[list[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue()


def _wide(edition: int, layout: int, rows: list[Line]) -> list[list[str]]:
    first, last = _years(edition)
    head = ["Source", "Country", "Type", f"Prod_t_{first}", f"Prod_t_est_{last}"]
    if layout == 2022:
        head[4] = f"Prod_t_Est_{last}"
        return [head, *([*_start(edition, line), *_output(line)] for line in rows)]
    if layout == 2025:
        return _all(edition, rows)
    body = [
        [*_start(edition, line), *_output(line), _notes(line, first), *_reserves(line, layout)]
        for line in rows
    ]
    head += ["Prod_notes", "Reserves_t", "Reserves_notes"]
    if layout == 2023:
        return [head, *body]
    empty = [""] * 5  # a spreadsheet leaves them
    return [head + empty, *(row + empty for row in body), [""] * (len(head) + 5)]


def _start(edition: int, line: Line) -> list[str]:
    return [f"MCS{edition}", f"{line.country} ", f"{TYPE} "]


def _output(line: Line) -> list[str]:
    return [_plain(figure) for figure in line.output]


def _plain(figure: float | None) -> str:
    return "NA" if figure is None else f"{figure:.0f}"


def _notes(line: Line, year: int) -> str:
    return f"Estimated in {year} also." if line.estimated else ""


def _reserves(line: Line, layout: int) -> list[str]:
    if (
        layout == 2024 and line.qualifier and line.reserves is not None
    ):  # that year's files print such a total as a note
        return ["               NA", f"{line.qualifier}{line.reserves:,.0f}"]
    more = line.qualifier if line.reserves is not None else ""
    return [f"{more}{_plain(line.reserves)}", line.note]


def _all(edition: int, rows: list[Line]) -> list[list[str]]:
    first, last = _years(edition)
    head = ["SOURCE", "COMMODITY", "COUNTRY", "TYPE", "UNIT_MEAS", f"PROD_{first}",
            f"PROD_EST_ {last}", "PROD_NOTES", f"CAP_{first}", f"CAP_EST_ {last}", "CAP_NOTES",
            f"RESERVES_{last}", "RESERVE_NOTES"]  # fmt: skip
    start, unit = f"MCS{edition}", "metric tons"
    cobalt = [start, "Cobalt", "Congo (Kinshasa)", "Mine production, cobalt content", unit, "210",
              "220", "", "", "", "", "6000", ""]  # fmt: skip
    body = [
        [start, "Rare earths", line.country, "Mine production, rare-earth-oxide equivalent", unit,
         *_output(line), _notes(line, first), "", "", "", *_reserves(line, 2025)]
        for line in rows
    ]  # fmt: skip
    return [head, cobalt, *body]


def _long(edition: int, rows: list[Line]) -> list[list[str]]:
    head = ["MCS chapter", "Section", "Commodity", "Country", "Statistics", "Statistics_detail",
            "Unit", "Year", "Value", "Notes", f"Is critical mineral {edition - 1}",
            "Other notes"]  # fmt: skip
    home = ["RARE EARTHS", "Salient Statistics\u2014United States", "Rare Earths", "United States",
            "Production", "Production: Mineral concentrates", "metric tons", str(edition - 1),
            "42,400", "Estimated.", "Yes", ""]  # fmt: skip
    world = "World Mine Production and Reserves"
    yttrium = ["YTTRIUM", world, "Yttrium", "World total", "Production", "mine production of Y2O3",
               "metric tons", str(edition - 1), "10,000 - 15,000", "", "Yes", ""]  # fmt: skip
    start = ["RARE EARTHS", world, "Rare Earths"]
    body = [home, yttrium]
    for number, year in enumerate(_years(edition)):
        for line in rows:
            figure = line.output[number]
            text = "\u2014" if figure == 0 else "NA" if figure is None else f"{figure:,.0f}"
            note = "Estimated." if figure and (number or line.estimated) else ""
            body.append([*start, _total(line), "Production", "Mine production", "metric tons",
                         str(year), text, note, "Yes", ""])  # fmt: skip
    for line in rows:
        text = "NA" if line.reserves is None else f"{line.qualifier}{line.reserves:,.0f}"
        note = f"See Appendix C for definitions. -- {line.note}".rstrip("- ")
        body.append([*start, _total(line), "Reserves", "Reserves", "metric tons",
                     str(edition - 1), text, note, "Yes", ""])  # fmt: skip
    return [head, *body]


def _total(line: Line) -> str:
    return line.country.removesuffix(" (rounded)")
