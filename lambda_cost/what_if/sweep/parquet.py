"""A sweep written as Parquet, batch by batch."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from lambda_cost.errors import LambdaCostError
from lambda_cost.extras import install_command

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from lambda_cost.what_if.sweep.sweep import Sweep


def write_parquet(sweep: Sweep, path: Path, advance: Callable[[int], None]) -> None:
    """Write *sweep* to the file at *path*; numbers are floats, words dictionaries; *advance* is told how many cases.

    Raises:
        LambdaCostError: if pyarrow is not installed.
        OSError: if the file cannot be written.
    """
    if find_spec("pyarrow") is None:
        raise LambdaCostError(f"Parquet needs pyarrow: {install_command('parquet')}; or use --format csv")
    import pyarrow as pa  # pyright: ignore[reportMissingTypeStubs]
    from pyarrow import parquet  # pyright: ignore[reportMissingTypeStubs]

    arrow: Any = pa
    words = arrow.dictionary(arrow.int32(), arrow.string())
    fields = [(axis.path, arrow.float64() if axis.is_number else words) for axis in sweep.axes]
    about = {"schema": "lambda-cost/sweep/1", "currency": sweep.currency, "reading": sweep.reading}
    schema = arrow.schema([*fields, *((name, arrow.float64()) for name in sweep.columns)], metadata=about)
    open_writer: Any = parquet.ParquetWriter
    with open_writer(path, schema) as writer:
        for batch in sweep.batches():
            size = len(batch.costs[0])
            columns = sweep.axis_columns(batch.start, batch.start + size)
            floats = [[float(x) for x in cost] if sweep.exact else cost for cost in batch.costs]
            costs = dict(zip(sweep.columns, floats, strict=True))
            writer.write_table(
                arrow.table({name: arrow.array(column) for name, column in (columns | costs).items()}).cast(schema)
            )
            advance(size)
