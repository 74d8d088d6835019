-- Keys no longer wait by the text, but by steps of some texts: those that do are moved once.
INSERT OR IGNORE INTO text_bands (key, text) SELECT value, text FROM text_recent, json_each(keys) ORDER BY value;
DELETE FROM text_recent;
-- What is taken out again is told by a row without keys, so that the index is of those alone, and not written with each text.
DROP INDEX text_recent_text;
CREATE INDEX text_recent_dropped ON text_recent (text, position) WHERE keys = '[]';
CREATE TABLE text_filter (               -- tells of most keys that are not in text_bands that they are not (bands.py)
    step INTEGER PRIMARY KEY,            -- of the moving of keys
    bits BLOB NOT NULL                   -- compressed: two for each key of that step
) STRICT;
