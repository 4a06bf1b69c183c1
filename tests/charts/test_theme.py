"""Colours that everybody can tell apart, and numbers that everybody can read."""

import itertools
import math

import pytest

from lambda_cost.charts import theme
from lambda_cost.charts.labels import MAX_LABEL_LENGTH, shorten
from lambda_cost.charts.theme import DARK, LIGHT, Look

Colour = tuple[float, float, float]

# How linear red, green and blue are seen without one kind of cone: Machado, Oliveira and Fernandes,
# "A Physiologically-based Model for Simulation of Color Vision Deficiency" (2009), severity 1.0.
SIGHTS = {
    "trichromacy": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.01182, 0.04294, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.3039)),
}
# The well-known colours of Okabe and Ito come to 0.076 by the same measure.
MIN_DISTANCE = 0.1


def linear(colour: str) -> Colour:
    """Red, green and blue as light."""
    red, green, blue = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    one, two, three = (x / 12.92 if x <= 0.04045 else ((x + 0.055) / 1.055) ** 2.4 for x in (red, green, blue))
    return one, two, three


def contrast(one: str, other: str) -> float:
    """The contrast of two colours by WCAG 2."""
    light = sorted(sum(part * x for part, x in zip((0.2126, 0.7152, 0.0722), linear(c), strict=True)) for c in (one, other))
    return (light[1] + 0.05) / (light[0] + 0.05)


def oklab(colour: Colour) -> Colour:
    """Where a colour lies as it is perceived (Björn Ottosson, "A perceptual color space")."""
    red, green, blue = (max(0, x) for x in colour)
    l_ = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    m_ = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    s_ = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    return (
        0.2104542553 * l_ + 0.793617785 * m_ - 0.0040720468 * s_,
        1.9779984951 * l_ - 2.428592205 * m_ + 0.4505937099 * s_,
        0.0259040371 * l_ + 0.7827717662 * m_ - 0.808675766 * s_,
    )


def seen(colour: str, sight: str) -> Colour:
    """*colour* as it is perceived with *sight*."""
    light = linear(colour)
    one, two, three = (sum(a * b for a, b in zip(row, light, strict=True)) for row in SIGHTS[sight])
    return oklab((one, two, three))


@pytest.mark.parametrize("sight", SIGHTS)
@pytest.mark.parametrize("look", [LIGHT, DARK], ids=["light", "dark"])
def test_colours_of_categories_can_be_told_apart_by_everybody(look: Look, sight: str) -> None:
    for one, other in itertools.combinations(look.colours, 2):
        assert math.dist(seen(one, sight), seen(other, sight)) >= MIN_DISTANCE, (one, other)


@pytest.mark.parametrize("look", [LIGHT, DARK], ids=["light", "dark"])
def test_everything_stands_out_from_its_surface(look: Look) -> None:
    """WCAG 2.2: 4.5 for text, 3 for what is drawn."""
    assert contrast(look.ink, look.surface) >= 7
    assert contrast(look.quiet, look.surface) >= 4.5
    assert all(contrast(colour, look.surface) >= 3 for colour in (*look.colours, look.rest))


def test_contrast_is_that_of_the_standard() -> None:
    """WCAG's own ends: 21 for black on white, 1 for a colour on itself."""
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)
    assert contrast("#cb6702", "#cb6702") == 1


def test_no_two_colours_of_a_look_are_the_same_so_that_each_can_be_turned_into_its_dark_one() -> None:
    names = theme.colours_by_name(LIGHT)
    assert len({*names.values()}) == len(names)
    assert list(names) == list(theme.colours_by_name(DARK))


def test_a_name_too_long_is_cut_and_says_so() -> None:
    assert shorten("checkout") == "checkout"
    assert shorten("x" * 10_000) == "x" * (MAX_LABEL_LENGTH - 1) + "…"
