"""Formulas of the notebooks as MathML, which browsers draw without a network and a library.

It knows the part of LaTeX that the notebooks use. What it does not know is an error, not a guess.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from reelab.errors import CourseError

_TOKEN = re.compile(r"\\[A-Za-z]+|\\.|[\d.]+|[^\s\\]")
_NAMES = {
    "Delta": "\u0394", "beta": "\u03b2", "eta": "\u03b7", "mu": "\u03bc", "varepsilon": "\u03b5",
    "lambda": "\u03bb", "sigma": "\u03c3", "alpha": "\u03b1",
}  # fmt: skip
_SIGNS = {
    "cdot": "\u22c5", "dots": "\u2026", "int": "\u222b", "prod": "\u220f", "sum": "\u2211",
    "le": "\u2264", "ge": "\u2265", "times": "\u00d7", "approx": "\u2248",
}  # fmt: skip
_WORDS = ("ln", "log", "max", "min", "exp")
_SPACES = {",": "0.17em", ";": "0.28em", "quad": "1em", "qquad": "2em", " ": "0.25em"}
_LARGE = ("left", "right", "big", "Big")
_BELOW = ("sum", "prod", "min", "max")


class _Reader:
    """Reads a formula from left to right."""

    def __init__(self, text: str) -> None:
        self.text, self.tokens = text, _TOKEN.findall(text)

    def row(self, end: str = "") -> str:
        """Read until `end`, or all that is left."""
        parts = []
        while self.tokens and self.tokens[0] != end:
            parts.append(self.scripted())
        if end:
            self.take(end)
        return f"<mrow>{''.join(parts)}</mrow>"

    def take(self, wanted: str = "") -> str:
        if not self.tokens or (wanted and self.tokens[0] != wanted):
            raise CourseError(f"The formula '{self.text}' ends too early.")
        return str(self.tokens.pop(0))

    def scripted(self) -> str:
        """Read an atom with what stands below and above it."""
        name = self.tokens[0].lstrip("\\")
        space = '<mspace width="0.17em"/>' if name in _WORDS else ""
        atom, found = self.atom(), {}
        while self.tokens and self.tokens[0] in ("_", "^"):
            mark = self.take()
            found[mark] = self.atom()
        if not found:
            return atom + space
        under = name in _BELOW or name == "underbrace"
        both, low, high = ("munderover", "munder", "mover") if under else ("msubsup", "msub",
                                                                          "msup")  # fmt: skip
        kind = both if len(found) == 2 else low if "_" in found else high
        inside = "".join(found[mark] for mark in ("_", "^") if mark in found)
        return f"<{kind}>{atom}{inside}</{kind}>{space}"

    def atom(self) -> str:
        token = self.take()
        if token == "{":
            return self.row("}")
        if token.startswith("\\"):
            return self.command(token[1:])
        if re.fullmatch(r"[\d.]+", token):
            return f"<mn>{token}</mn>"
        if token.isalpha():
            return f"<mi>{token}</mi>"
        if token in "}_^":
            raise CourseError(f"The formula '{self.text}' has a '{token}' too many.")
        still = ' stretchy="false"' if token in "()[]" else ""
        sign = {"-": "\u2212", "*": "\u2217"}.get(token, token)
        return f"<mo{still}>{html.escape(sign)}</mo>"

    def command(self, name: str) -> str:
        if name in ("frac", "tfrac"):
            return f"<mfrac>{self.atom()}{self.atom()}</mfrac>"
        if name == "sqrt":
            return f"<msqrt>{self.atom()}</msqrt>"
        if name == "text":
            return f"<mtext>{self.words()}</mtext>"
        if name == "underbrace":
            return f"<munder>{self.atom()}<mo>\u23df</mo></munder>"
        if name in _LARGE:
            return f'<mo stretchy="true">{html.escape(self.take())}</mo>'
        return _symbol(name, self.text)

    def words(self) -> str:
        """Read the letters between braces; spaces are lost, so texts are single words."""
        self.take("{")
        letters = iter(self.take, "}")
        return html.escape("".join(letters))


def _symbol(name: str, text: str) -> str:
    if name in _NAMES:
        return f"<mi>{_NAMES[name]}</mi>"
    if name in _SIGNS:
        return f"<mo>{_SIGNS[name]}</mo>"
    if name in _WORDS:
        return f'<mi mathvariant="normal">{name}</mi>'
    if name in _SPACES:
        return f'<mspace width="{_SPACES[name]}"/>'
    raise CourseError(f"The formula '{text}' has a sign that slides do not know: \\{name}.")


def to_mathml(text: str, block: bool = False) -> str:
    """Return a formula as MathML.

    Parameters
    ----------
    text : str
        LaTeX, without dollar signs.
    block : bool
        Whether it stands on a line of its own.

    Returns
    -------
    str
        A `math` element with the LaTeX as its annotation.

    Raises
    ------
    CourseError
        If something in it is not known.
    """
    display = ' display="block"' if block else ""
    row = _Reader(text).row()
    return f'<math{display} aria-label="{html.escape(text)}">{row}</math>'


def formulas(text: str) -> Iterator[tuple[str, str, bool]]:
    """Yield each formula in a markdown text: as it stands there, its LaTeX, and if it is a block.

    Parameters
    ----------
    text : str
        Markdown in which formulas stand between single or double dollar signs.
    """
    for found in re.finditer(r"\$\$(.+?)\$\$|\$([^$\n]+?)\$", text, re.DOTALL):
        yield found[0], (found[1] or found[2]).strip(), found[1] is not None
