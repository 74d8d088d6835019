-- how long a list is left alone before it is asked for again by itself; NULL: not polled yet, and what is no list
ALTER TABLE urls ADD COLUMN poll_seconds INTEGER;
