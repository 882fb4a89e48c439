"""A notebook as slides: one HTML file that needs no network, for a projector or for paper."""

from __future__ import annotations

import base64
import html
import re
import subprocess
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from reelab.course import mathml
from reelab.errors import CourseError

_PERSONAL = re.compile(r"(?:display\()?(?:my_work|report|compare|note)\(|from reelab", re.MULTILINE)
_GUESS = re.compile(r"^predict\(", re.MULTILINE)
_SHOWN_ALONE = re.compile(r"(?:predict|exercise|claims?|glossary|reelab\.\w+|labs?)\b[\w.]*\(.*\)")
_FILE = Path(__file__)


@dataclass
class Slide:
    """What is shown at a time: the heading it belongs to, and HTML."""

    heading: str
    parts: list[str] = field(default_factory=list)
    follows: bool = False


def slides(path: Path) -> str:
    """Run a notebook and return it as slides.

    Parameters
    ----------
    path : Path
        The notebook; it is not changed, and no work of a student is read or written.

    Returns
    -------
    str
        An HTML page. A slide begins with each heading and with each picture; answers, hints and
        what comes after a guess are folded.

    Raises
    ------
    CourseError
        If a cell fails.
    """
    cells = _executed(path)
    title = next(
        (line[2:] for cell in cells for line in cell.source.splitlines() if line.startswith("# ")),
        path.stem,
    )
    made = [slide for slide in _split(cells) if any(part.strip() for part in slide.parts)]
    sections = "\n".join(_section(slide, n, len(made)) for n, slide in enumerate(made, 1))
    style, script = (
        _FILE.with_suffix(kind).read_text(encoding="utf-8") for kind in (".css", ".js")
    )
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{html.escape(title)}</title><style>{style}</style></head>\n<body>\n{sections}\n"
        '<nav aria-label="Slides"><button id="back">Back</button>'
        '<span id="where" role="status"></span><button id="on">Next</button></nav>'
        f"<script>{script}</script></body></html>\n"
    )


def _executed(path: Path) -> list[Any]:
    import nbformat
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError

    try:
        notebook = nbformat.read(path, 4)
    except (OSError, ValueError, nbformat.ValidationError):
        raise CourseError(f"{path.name} cannot be read as a notebook.") from None
    with tempfile.TemporaryDirectory() as folder:
        client = NotebookClient(notebook, timeout=120, kernel_name="python3",
                                resources={"metadata": {"path": folder}})  # fmt: skip
        try:
            client.execute(stderr=subprocess.DEVNULL)  # a kernel greets with warnings
        except CellExecutionError as error:
            raise CourseError(
                f"A cell of {path.name} failed: {error.ename} {error.evalue}"
            ) from None
    return list(notebook.cells)


def _split(cells: Iterable[Any]) -> Iterable[Slide]:
    slide, guessed = Slide(""), False
    for cell in cells:
        if cell.cell_type == "markdown":
            for piece in re.split(r"^(?=#+ )", cell.source, flags=re.MULTILINE):
                if heading := re.match(r"#+ (.*)", piece):
                    yield slide
                    slide, guessed = Slide(heading[1]), False
                slide.parts.append(_markdown(piece))
        elif cell.cell_type == "code" and not _PERSONAL.match(cell.source):
            shown, picture = _outputs(cell)
            if guessed and shown:  # up to the next heading all may give the answer away
                shown = _after(shown)
            if (picture or guessed) and slide.parts:
                yield slide
                slide = Slide(slide.heading, follows=True)
            slide.parts += [_code(cell.source), shown]
            if _GUESS.search(cell.source):
                guessed = "<details>" not in shown
    yield slide


def _markdown(text: str) -> str:
    import mistune

    formulas = list(mathml.formulas(text))
    for n, (whole, _, _) in enumerate(formulas):
        text = text.replace(whole, f"formula{n}formula", 1)
    page = str(mistune.html(text))
    for n, (_, latex, block) in enumerate(formulas):
        page = page.replace(f"formula{n}formula", mathml.to_mathml(latex, block))
    return page


def _code(source: str) -> str:
    if _SHOWN_ALONE.fullmatch(source.strip()):
        return ""
    return f"<pre><code>{html.escape(source)}</code></pre>"


def _outputs(cell: Any) -> tuple[str, bool]:
    parts, picture = [], False
    for output in cell.outputs:
        data = output.get("data", {})
        if output.output_type in ("stream", "error"):
            text = output.get("text") or f"{output.get('ename')}: {output.get('evalue')}"
            parts.append(f'<pre class="said">{html.escape(text)}</pre>')
        elif "image/svg+xml" in data:
            parts.append(_image(data["image/svg+xml"], data.get("text/plain", "")))
            picture = True
        elif "text/html" in data:
            parts.append(_folded(data["text/html"]))
            picture = picture or "<img " in data["text/html"]
        elif "text/markdown" in data:
            parts.append(_markdown(data["text/markdown"]))
        elif "text/plain" in data:
            parts.append(f'<pre class="said">{html.escape(data["text/plain"])}</pre>')
    return "".join(parts), picture


def _image(svg: str, spoken: str) -> str:
    packed = base64.b64encode(svg.encode()).decode()
    return f'<img alt="{html.escape(spoken)}" src="data:image/svg+xml;base64,{packed}">'


def _folded(page: str) -> str:
    """Fold the picture that belongs after a guess."""
    return re.sub(r"<img [^>]*>", lambda image: _after(image[0]), page)


def _after(page: str) -> str:
    return f"<details><summary>After the guess</summary>{page}</details>"


def _section(slide: Slide, number: int, count: int) -> str:
    label = html.escape(f"{slide.heading}, slide {number} of {count}")
    again = f'<p class="again">{html.escape(slide.heading)}</p>' if slide.follows else ""
    return f'<section aria-label="{label}">{again}{"".join(slide.parts)}</section>'


def write_all(lessons: Iterable[Path], tell: Callable[[str], object]) -> dict[str, bytes]:
    """Return the slides of some notebooks as files by name.

    Parameters
    ----------
    lessons : iterable of Path
        The notebooks.
    tell : callable
        Called with the name of each notebook before it is run, which takes some seconds.

    Returns
    -------
    dict of str to bytes
        One HTML page for each.
    """
    pages = {}
    for path in lessons:
        tell(path.name)
        pages[f"{path.stem}.html"] = slides(path).encode()
    return pages
