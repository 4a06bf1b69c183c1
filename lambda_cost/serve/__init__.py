"""The explorer as a local page, for people without Jupyter: asked and answered on this machine only."""
