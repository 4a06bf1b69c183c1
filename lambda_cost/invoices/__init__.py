"""What was charged: Cost and Usage Reports, FOCUS and Cost Explorer, read into pools of lines.

`files` finds the files of a bill, `cur`, `focus` and `cost_explorer` read their rows, and `pools` adds up the rows
that differ in nothing but the hour.  Nothing here knows a price or a scenario.
"""
