CREATE TABLE backfills (                 -- a window of an outlet's past, fetched behind its news
    id          INTEGER PRIMARY KEY,
    outlet      TEXT NOT NULL,
    since       TEXT NOT NULL,           -- first day of the window, in the outlet's zone: "2019-01-01"
    until       TEXT NOT NULL,           -- its last day
    told        TEXT NOT NULL,           -- JSON: as it was asked for; who asks for the same goes on with this one
    origin      TEXT NOT NULL CHECK (origin IN ('command', 'configuration')),
    state       TEXT NOT NULL CHECK (state IN ('open', 'paused', 'stopped', 'done')),
    numbers     TEXT,                    -- JSON: how far its numbered addresses are tried (discover/numbering.py); NULL: they are not
    note        TEXT,                    -- what a person should know of how it ended
    asked_at    TEXT NOT NULL,
    ended_at    TEXT,
    archived    INTEGER NOT NULL DEFAULT 0,  -- articles
    known       INTEGER NOT NULL DEFAULT 0,  -- in the archive before
    outside     INTEGER NOT NULL DEFAULT 0,  -- by their own dates outside of the window after all
    failed      INTEGER NOT NULL DEFAULT 0,
    lists       INTEGER NOT NULL DEFAULT 0,  -- lists, feeds and sitemaps that were read
    requests    INTEGER NOT NULL DEFAULT 0   -- answers and failures, of whatever kind
) STRICT;
CREATE UNIQUE INDEX backfills_open ON backfills (outlet) WHERE state IN ('open', 'paused');
CREATE TABLE backfill_urls (             -- what each of them found, from which the frontier is filled a few at a time
    id          INTEGER PRIMARY KEY,
    backfill_id INTEGER NOT NULL REFERENCES backfills(id) ON DELETE CASCADE,
    url         TEXT NOT NULL,           -- as in urls, where its row is made when it is to be fetched
    fetch_url   TEXT NOT NULL,
    kind        TEXT NOT NULL,
    priority    INTEGER NOT NULL,
    depth       INTEGER NOT NULL,
    hops        INTEGER NOT NULL,
    published   TEXT,                    -- date beside the link, a hint
    reach       TEXT NOT NULL,           -- the latest day that it can be of; fetched newest first
    parent_id   INTEGER,                 -- row of this table: the list that named it first
    by          TEXT,                    -- what kind of page that is, as in named
    number      INTEGER,                 -- where it is a numbered address that was tried
    state       TEXT NOT NULL CHECK (state IN ('waiting', 'queued', 'settled')),
    outcome     TEXT,                    -- archived, known, outside, failed, list, nothing
    reason      TEXT,                    -- items.Reason
    dated       TEXT,                    -- the article's own day; before it is read, the one beside the link
    names       TEXT,                    -- of a list: digest of the addresses that it named
    tries       INTEGER NOT NULL DEFAULT 0,  -- how often it was tried anew after a failure that may pass
    UNIQUE (backfill_id, url)
) STRICT;
CREATE INDEX backfill_queue ON backfill_urls (backfill_id, reach DESC, priority DESC, id) WHERE state = 'waiting';
CREATE INDEX backfill_queued ON backfill_urls (backfill_id, number) WHERE state = 'queued';
CREATE INDEX backfill_children ON backfill_urls (parent_id) WHERE parent_id IS NOT NULL;
CREATE INDEX backfill_numbers ON backfill_urls (backfill_id, number) WHERE number IS NOT NULL;
-- of them, requests for what is fetched behind the news
ALTER TABLE host_days ADD COLUMN behind INTEGER NOT NULL DEFAULT 0;
-- the back-fill that a run went on with; NULL: a crawl for news
ALTER TABLE runs ADD COLUMN backfill_id INTEGER REFERENCES backfills(id);
-- 1: fetched behind the news, and no sign of how the outlet is doing now
ALTER TABLE captures ADD COLUMN behind INTEGER;
