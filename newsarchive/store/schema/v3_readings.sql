CREATE TABLE reparses (                  -- each time that stored captures were read again, and what that would change
    id          INTEGER PRIMARY KEY,
    started_at  TEXT NOT NULL,
    finished_at TEXT,                    -- NULL: reading, or killed; the same command goes on
    accepted_at TEXT,                    -- NULL: a report, of which nothing, or not all, is applied
    parameters  TEXT NOT NULL,           -- JSON: outlet, since, fields
    parsers     TEXT NOT NULL,           -- hash of the code and configuration that read
    first       INTEGER NOT NULL,        -- captures.id of the last one read; the next begins after it
    last        INTEGER NOT NULL,        -- captures.id of the last one there was when it began
    captures    INTEGER NOT NULL DEFAULT 0,  -- read again
    same        INTEGER NOT NULL DEFAULT 0,  -- that say what they said
    damaged     INTEGER NOT NULL DEFAULT 0   -- whose record cannot be read
) STRICT;

CREATE TABLE readings (                  -- what a capture said, and says to the parsers of a reparse: only where that differs
    reparse_id    INTEGER NOT NULL REFERENCES reparses(id) ON DELETE CASCADE,
    capture_id    INTEGER NOT NULL REFERENCES captures(id) ON DELETE CASCADE,
    url           TEXT NOT NULL,         -- of the article that is now read, or was; canonical
    url_before    TEXT,                  -- of the article that was read; NULL: none
    effect        TEXT NOT NULL CHECK (effect IN (
        'changed',                       -- some fields say something else
        'found',                         -- there was no article
        'lost',                          -- there is no article any more
        'reason'                         -- there was and is no article, for another reason
    )),
    read_at       TEXT NOT NULL,
    parser_before TEXT,
    parser        TEXT,
    hash_before   TEXT,                  -- content_hash that the capture had
    before        TEXT,                  -- JSON: of the fields that differ, what the archive says; all of them where it is lost
    after         TEXT,                  -- JSON: of the same fields, what is read; all of them where it is found
    parts         TEXT,                  -- JSON: capture ids of the article's further pages, whose text is in its body
    reason_before TEXT,
    reason        TEXT,                  -- items.Reason, where no article is read
    accepted_at   TEXT,                  -- NULL: reported only
    PRIMARY KEY (reparse_id, capture_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX readings_url ON readings (reparse_id, url) WHERE accepted_at IS NULL;
CREATE INDEX readings_capture ON readings (capture_id);

CREATE TABLE reparse_fields (            -- a reparse's report: a row an outlet and field
    reparse_id INTEGER NOT NULL REFERENCES reparses(id) ON DELETE CASCADE,
    outlet     TEXT NOT NULL,
    field      TEXT NOT NULL,            -- 'article' for whole readings: filled where found, emptied where lost
    filled     INTEGER NOT NULL DEFAULT 0,   -- captures that say something where they said nothing
    emptied    INTEGER NOT NULL DEFAULT 0,
    changed    INTEGER NOT NULL DEFAULT 0,
    samples    TEXT NOT NULL DEFAULT '[]',   -- JSON: capture ids of the first few
    PRIMARY KEY (reparse_id, outlet, field)
) STRICT, WITHOUT ROWID;

CREATE TABLE health (                    -- how well an outlet's pages are read: a row a day and field
    outlet      TEXT NOT NULL,
    day         TEXT NOT NULL,           -- UTC, of the captures
    field       TEXT NOT NULL,
    readings    INTEGER NOT NULL,        -- articles read that day, each once
    filled      INTEGER NOT NULL,        -- of those, with something in the field
    length      REAL,                    -- median of the filled ones, in characters
    different   INTEGER NOT NULL,        -- distinct values
    labels      INTEGER NOT NULL,        -- values in which a label was left
    PRIMARY KEY (outlet, day, field)
) STRICT, WITHOUT ROWID;

CREATE TABLE health_answers (            -- what an outlet's servers answered: a row a day and kind of answer
    outlet   TEXT NOT NULL,
    day      TEXT NOT NULL,              -- UTC
    answer   TEXT NOT NULL,              -- article, new (an article's first), list (and feeds, sitemaps), or items.Reason
    captures INTEGER NOT NULL,
    PRIMARY KEY (outlet, day, answer)
) STRICT, WITHOUT ROWID;
CREATE INDEX captures_outlet ON captures (outlet, captured_at);
