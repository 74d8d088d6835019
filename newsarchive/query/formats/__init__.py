"""A corpus -> the formats that it leaves the archive in, a module each, with one article in memory at a time."""
