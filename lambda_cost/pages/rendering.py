"""How templates become pages: every text is escaped, every missing name is an error."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lambda_cost.charts.chart import missing_charts, recoloured
from lambda_cost.charts.theme import DARK, LIGHT, colours_by_name
from lambda_cost.errors import LambdaCostError

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

MORE = {"soft": ("#f4f6f8", "#1b2127"), "link": ("#1d5fb4", "#86aaff"), "on-c0": ("#ffffff", "#ffffff")}
"""Colours that only pages have, light and dark: what stands apart a little, links, text on the first colour of categories."""


def rendered(template: str, **context: Any) -> str:
    """The text of *template* with *context* in it.

    Raises:
        LambdaCostError: if Jinja is not installed.
    """
    return _environment().get_template(template).render(context)


def safe(text: str) -> Markup:
    """*text* as it is, because it was made here: a picture, a style sheet."""
    from markupsafe import Markup

    return Markup(text)  # noqa: S704 - made by the library from escaped parts


def asset(name: str) -> str:
    """The text of the file called *name* beside the templates."""
    return Path(__file__).with_name("templates").joinpath(name).read_text(encoding="utf-8")


@cache
def style() -> str:
    """The style sheet of every page: colours of the charts' theme, light and dark."""
    rules = asset("style.css")
    pairs = {name: (colour, colours_by_name(DARK)[name]) for name, colour in colours_by_name(LIGHT).items()} | MORE
    plain = "".join(f"--lc-{name}:{light};" for name, (light, _) in pairs.items())
    both = "".join(f"--lc-{name}:light-dark({light},{dark});" for name, (light, dark) in pairs.items())
    either = f"@supports (color:light-dark(#000,#fff)){{.lc{{{both}}}}}"
    pictures = recoloured(".lc svg ", lambda name: f"var(--lc-{name})")
    return f".lc{{{plain}}}{either}\n{rules}{pictures}"


@cache
def _environment() -> Environment:
    try:
        from jinja2 import Environment, PackageLoader, StrictUndefined
    except ImportError as error:
        raise LambdaCostError(missing_charts()) from error
    made = Environment(
        loader=PackageLoader("lambda_cost.pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["linked"] = _linked
    made.policies["json.dumps_kwargs"] = {}  # by default it would sort the resources
    return made


def _linked(text: str) -> Markup:
    """*text* with the addresses of pages in it as links."""
    from markupsafe import Markup, escape

    link = Markup('<a href="{0}" rel="noreferrer noopener">{0}</a>')
    words = [
        link.format(word.rstrip(";")) + word[len(word.rstrip(";")) :] if word.startswith("https://") else escape(word)
        for word in text.split(" ")
    ]
    return Markup(" ").join(words)
