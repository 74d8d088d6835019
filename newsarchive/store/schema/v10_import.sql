CREATE TABLE origins (                   -- captures that others made: where each was imported from
    record_id   TEXT PRIMARY KEY,        -- of the capture
    kind        TEXT NOT NULL CHECK (kind IN ('warc', 'wayback', 'commoncrawl')),
    source      TEXT NOT NULL,           -- name of the WARC file; address of the memento, or of Common Crawl's WARC file
    position    INTEGER,                 -- of the record in that file, in bytes
    software    TEXT,                    -- what captured it, as the file says: "Heritrix/3.4.0"
    digest      TEXT,                    -- of the payload, as its maker wrote it
    imported_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX origins_source ON origins (source, position) WHERE kind <> 'warc';
CREATE INDEX origins_digest ON origins (digest) WHERE digest IS NOT NULL;
