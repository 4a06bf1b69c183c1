"""Make the first price tables in `pricing_data/` from the published prices in `tests/tables/published/`.

    python -m tools.tables            # writes the tables that are not there yet
    python -m tools.tables --again    # writes all of them anew

Once a table exists it is kept by hand: a new price is appended with its date.  The tool stays because
it says, line by line, which publication each first price and each date came from.
"""
