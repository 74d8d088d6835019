"""What others captured -> this archive: WARC files, and what indexes of web archives name."""
