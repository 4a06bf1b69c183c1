"""A sweep written as Parquet, batch by batch."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from lambda_cost.errors import LambdaCostError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from lambda_cost.what_if.sweep import Sweep


def write(sweep: Sweep, path: Path, advance: Callable[[int], None]) -> None:
    """Write *sweep* to the file at *path*; numbers are floats, words dictionaries; *advance* is told how many cases.

    Raises:
        LambdaCostError: if pyarrow is not installed.
        OSError: if the file cannot be written.
    """
    if find_spec("pyarrow") is None:
        message = "Parquet needs pyarrow: pip install 'lambda-cost[arrays]'; or use --format csv"
        raise LambdaCostError(message)
    import pyarrow as pa
    from pyarrow import parquet

    words = pa.dictionary(pa.int32(), pa.string())
    fields = [(axis.path, pa.float64() if axis.is_number else words) for axis in sweep.axes]
    about = {"schema": "lambda-cost/sweep/1", "currency": sweep.currency, "reading": sweep.reading}
    schema: Any = pa.schema([*fields, *((name, pa.float64()) for name in sweep.columns)], metadata=about)
    with parquet.ParquetWriter(path, schema) as writer:
        for batch in sweep.batches():
            size = len(batch.costs[0])
            axes = sweep.axis_columns(batch.start, batch.start + size)
            costs = dict(zip(sweep.columns, batch.costs, strict=True))
            columns = {name: pa.array(_floats(one) if name in costs else one) for name, one in (axes | costs).items()}
            writer.write_table(pa.table(columns).cast(schema))
            advance(size)


def _floats(costs: Any) -> Any:
    import numpy as np

    return np.array([float(x) for x in costs]) if isinstance(costs, list) else costs
