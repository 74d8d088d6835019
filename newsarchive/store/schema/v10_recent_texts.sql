CREATE TABLE text_recent (               -- texts of which some keys are not in text_bands yet (bands.py)
    position INTEGER NOT NULL,           -- how far the moving of keys was when the text came
    text     INTEGER NOT NULL,           -- as in text_bands
    keys     TEXT NOT NULL,              -- JSON: all of its keys
    PRIMARY KEY (position, text)
) STRICT, WITHOUT ROWID;
CREATE INDEX text_recent_text ON text_recent (text);
