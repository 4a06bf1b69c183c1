"""Pages to look at: a report in one file, and the parts that the notebook and the local page share."""
