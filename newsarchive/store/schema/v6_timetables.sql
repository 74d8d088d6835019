CREATE TABLE timetables (                -- since when each outlet is crawled by itself (newsarchive.toml says when)
    outlet      TEXT PRIMARY KEY,
    known_since TEXT NOT NULL            -- a first run by cron is the first time it names after that
) STRICT;
CREATE INDEX runs_outlet ON runs (outlet, started_at) WHERE kind = 'crawl';
