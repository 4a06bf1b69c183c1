"""For notebooks: controls that move a scenario, and charts that are kept as pictures too.

from lambda_cost.notebook import explore
explore(scenario)
"""

from lambda_cost.notebook.exploring import Explorer, explore
from lambda_cost.notebook.pictures import keep_pictures

__all__ = ["Explorer", "explore", "keep_pictures"]
