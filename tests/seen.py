"""What the accessibility tests look at: axe, names, sizes and contrast of what we draw."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import axe_playwright_python
from conftest import Visitor

AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js")
THEMES = ("JupyterLab Light", "JupyterLab Dark")
SMALLEST = 24  # CSS px of a control, WCAG 2.2, 2.5.8

SERIOUS = """async ([root, rules]) => {
    const found = await axe.run({include: [[root]]}, {resultTypes: ["violations"], ...rules});
    return found.violations.filter(one => ["serious", "critical"].includes(one.impact))
        .flatMap(one => one.nodes.map(node => `${one.id}: ${node.html.slice(0, 150)} `
            + (node.any[0]?.message ?? "")));
}"""
"""JupyterLab's own page around our outputs is not ours to mend."""

CONTROLS = """root => {
    const all = [...document.querySelectorAll(
        ["button", "input", "select", "textarea", "summary", "a[href]", "[role=slider]"]
        .map(kind => `${root} ${kind}`).join(", "))];
    return all.filter(one => one.checkVisibility() && one.type !== "file").map(one => {
        const box = (one.type === "radio" ? one.closest("label") : one).getBoundingClientRect();
        const name = one.getAttribute("aria-label") || one.title || one.textContent.trim()
            || [...(one.labels ?? [])].map(label => label.textContent).join(" ").trim();
        // A link in a text is as high as its line.
        const inline = one.tagName === "A" && getComputedStyle(one).display === "inline";
        return {html: one.outerHTML.slice(0, 150), name, tab: one.tabIndex,
                small: inline ? 99 : Math.min(box.width, box.height)};
    });
}"""

UNTOLD = """root => [...document.querySelectorAll(`${root} .widget-toggle-button`)].filter(one => {
    const state = one.getAttribute(one.closest(".reelab-fold > *") === one
        ? "aria-expanded" : "aria-pressed");
    return state !== String(one.classList.contains("mod-active"));
}).map(one => one.textContent)"""

SCROLLED = """root => [...document.querySelectorAll(`${root}, ${root} *`)].filter(one =>
    one.scrollWidth > one.clientWidth && /auto|scroll/.test(getComputedStyle(one).overflowX)
).map(one => `${one.className}: ${one.scrollWidth} in ${one.clientWidth} px`)"""

FADED = """root => {
    const light = text => {
        const parts = text.match(/[\\d.]+/g).slice(0, 3).map(part => part / 255).map(
            part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
    };
    const faded = [];
    for (const text of document.querySelectorAll(`${root} svg text`)) {
        const style = getComputedStyle(text);
        const guide = text.closest("[class*=role-axis], [class*=role-legend], [class*=role-title]");
        if (!text.textContent.trim()) continue;
        if (!guide && style.fill === "rgb(255, 255, 255)") continue;
        let opacity = style.fillOpacity;
        for (let one = text; one.tagName !== "svg"; one = one.parentElement)
            opacity *= getComputedStyle(one).opacity;
        if (opacity === 0) continue;
        const ratio = 1.05 / (1 - opacity + opacity * light(style.fill) + 0.05);
        if (ratio < 4.5) faded.push(`${ratio.toFixed(1)} ${style.fill} ${text.textContent}`);
    }
    return [...new Set(faded)];
}"""
"""Texts of pictures, which stand on white in both themes; white ones among marks are halos."""


def change_theme(visitor: Visitor, theme: str) -> None:
    """Switch JupyterLab to a theme and wait until it is drawn."""
    page = visitor.page
    page.evaluate(
        "theme => window.jupyterapp.commands.execute('apputils:change-theme', {theme})", theme
    )
    page.wait_for_function(
        "theme => document.body.dataset.jpThemeName === theme", arg=theme, timeout=90_000
    )


def audit(visitor: Visitor, root: str, themes: Sequence[str] = THEMES) -> list[str]:
    """Return what a person with a screen reader, a keyboard or weak sight would stumble over.

    Parameters
    ----------
    visitor : Visitor
        On the page.
    root : str
        Selector of what is looked at.
    themes : sequence of str
        Of JupyterLab; the first one stays.

    Returns
    -------
    list of str
        What was found, a line each.
    """
    page = visitor.page
    found: list[str] = []
    page.evaluate(AXE.read_text())
    rules: dict[str, Any] = {}
    for theme in reversed(themes):
        change_theme(visitor, theme)
        seen = page.evaluate(SERIOUS, [root, rules])
        found += [f"{theme}: {line}" for line in seen]
        found += [f"{theme}: faded: {text}" for text in page.evaluate(FADED, root)]
        rules = {"runOnly": ["color-contrast"]}  # the rest is the same in both
    for one in page.evaluate(CONTROLS, root):
        if not one["name"]:
            found.append(f"no name: {one['html']}")
        if one["small"] < SMALLEST:
            found.append(f"{one['small']:.0f} px: {one['html']}")
        if one["tab"] < 0:
            found.append(f"not reached by Tab: {one['html']}")
    return found + [f"up or down is not told: {text}" for text in page.evaluate(UNTOLD, root)]


WIDTHS = (1366, 1280)
"""Of the window: one of today, and a small one."""


def scrolled(visitor: Visitor, root: str) -> list[str]:
    """Return what is wider than its place, in windows of several widths."""
    page, found = visitor.page, []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_timeout(100)
        found += [f"{width} px: {line}" for line in page.evaluate(SCROLLED, root)]
    return found
