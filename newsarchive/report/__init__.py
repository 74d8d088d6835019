"""An archive -> a report of it: figures (figures.py), as tables (tables.py) or as one page with plots (page.py)."""
