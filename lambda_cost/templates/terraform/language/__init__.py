"""Terraform's own language, as far as it can be known without Terraform: what a folder of it makes is the document of a plan.

Files become trees (`syntax`), trees become values (`expressions`, `functions`) in a module (`modules`), and modules the
document that `terraform show -json` would print (`document`).  What cannot be known is an `Unknown` value with its reason.
"""
