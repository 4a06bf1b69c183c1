"""What AWS Lambda and API Gateway cost, exactly, with the source of every price.

>>> from lambda_cost import Function, Scenario, estimate
>>> article = Function(name="article", requests=1_000_000, duration_ms=500, memory_mb=512)
>>> estimate(Scenario(free_tier="none", functions=[article])).total
Decimal('4.366675')
"""

from importlib import import_module

__version__ = "0.1.0"

_modules: dict[str, str] = {}


def _public() -> dict[str, str]:
    """By public name, the module that has it: the lines of `__init__.pyi`, read on first use."""
    if not _modules:
        from pathlib import Path

        for line in (Path(__path__[0]) / "__init__.pyi").read_text(encoding="utf-8").splitlines():
            match line.split():
                case ["from", module, "import", name, "as", _]:
                    _modules[name] = module
                case _:
                    pass
    return _modules


def __getattr__(name: str) -> object:
    """A public name, loaded on first use."""
    if name == "__all__":
        return __dir__()
    if name not in _public():
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_public()[name]), name)


def __dir__() -> list[str]:
    return [*sorted(_public()), "__version__"]
