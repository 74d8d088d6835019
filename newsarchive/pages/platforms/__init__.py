"""What outlets share: content systems and site families, each a page object to derive from and an identity rule.

A module of an outlet names its platform, and where it prints what; see `layout` for the names of the places. No module here
is an outlet: none has an `OUTLET`.
"""
