CREATE TABLE answers (                   -- answers without an article: where they lead, or what their page is like
    capture_id  INTEGER PRIMARY KEY REFERENCES captures(id) ON DELETE CASCADE,
    outlet      TEXT NOT NULL,
    captured_at TEXT NOT NULL,
    kind        TEXT NOT NULL CHECK (kind IN (
        'error',                         -- the page of a 404 or 410
        'probe',                         -- the answer to an address that cannot exist
        'page',                          -- a page that is no article's
        'missing', 'home', 'list', 'elsewhere'  -- a redirect to an error page, the front page, a list, anywhere else
    )),
    likeness    TEXT,                    -- the same for all pages that differ in numbers and links only; of a redirect, the target
    letters     INTEGER                  -- of the page's sentences
) STRICT;
CREATE INDEX answers_likeness ON answers (outlet, likeness) WHERE likeness IS NOT NULL;
CREATE INDEX answers_time ON answers (outlet, captured_at);
CREATE INDEX captures_served ON captures (outlet, captured_at) WHERE state = 'read';

CREATE TABLE robots (                    -- each robots.txt that was served with rules
    capture_id INTEGER PRIMARY KEY REFERENCES captures(id) ON DELETE CASCADE,
    site       TEXT NOT NULL,            -- scheme and host
    rules      TEXT NOT NULL REFERENCES robots_rules(rules)
) STRICT;
CREATE INDEX robots_site ON robots (site, rules);

CREATE TABLE robots_rules (              -- their texts, each once, without comments
    rules TEXT PRIMARY KEY,              -- its hash
    text  TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE forbidden (                 -- articles of whose addresses on a site its rules allow none
    article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
    site       TEXT NOT NULL,
    rules      TEXT NOT NULL REFERENCES robots_rules(rules),
    PRIMARY KEY (article_id, site, rules)
) STRICT, WITHOUT ROWID;
CREATE INDEX forbidden_rules ON forbidden (site, rules);

CREATE TABLE misses (                    -- each check that did not find an article where it had stood
    article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
    capture_id INTEGER NOT NULL REFERENCES captures(id) ON DELETE CASCADE,
    checked_at TEXT NOT NULL,
    reason     TEXT NOT NULL,            -- dedupe.absence.Absent
    PRIMARY KEY (article_id, capture_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE absences (                  -- each time in which an article was not found
    article_id    INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
    missing_since TEXT NOT NULL,         -- the first check that missed it
    last_seen     TEXT NOT NULL,         -- the last capture before that shows it
    last_check    TEXT NOT NULL,         -- the last check that missed it
    checks        INTEGER NOT NULL,
    reason        TEXT NOT NULL,         -- of the last check: not_found, gone, soft_404, redirect_home, redirect_list, redirect,
                                         -- emptied, robots
    gone_at       TEXT,                  -- the check that made it gone; NULL: still a suspicion, or never more than one
    returned_at   TEXT,                  -- the first capture that shows it again
    PRIMARY KEY (article_id, missing_since)
) STRICT, WITHOUT ROWID;
CREATE INDEX absences_open ON absences (missing_since) WHERE returned_at IS NULL;

DROP VIEW gone;
CREATE VIEW gone AS                      -- articles that are gone: several checks over several days did not find them
    SELECT article_id, url, title, outlet, reason, absences.last_seen, absences.missing_since, gone_at, last_check, checks
    FROM absences JOIN articles ON articles.id = article_id
    WHERE gone_at IS NOT NULL AND returned_at IS NULL
    ORDER BY gone_at, article_id;

CREATE VIEW suspects AS                  -- articles that the last checks did not find, too few or too near together to tell
    SELECT article_id, url, title, outlet, reason, absences.last_seen, absences.missing_since, last_check, checks
    FROM absences JOIN articles ON articles.id = article_id
    WHERE gone_at IS NULL AND returned_at IS NULL
    ORDER BY absences.missing_since, article_id;

CREATE VIEW restored AS                  -- articles that were gone and came back, once for each time
    SELECT article_id, url, title, outlet, reason, absences.last_seen, absences.missing_since, gone_at, returned_at, checks
    FROM absences JOIN articles ON articles.id = article_id
    WHERE gone_at IS NOT NULL AND returned_at IS NOT NULL
    ORDER BY returned_at, article_id;

CREATE VIEW checks AS                    -- every look at an article, and how it was found to be absent
    SELECT article_id, captured_at AS checked_at, NULL AS reason, id AS capture_id
    FROM captures WHERE article_id IS NOT NULL AND state = 'read'
    UNION ALL SELECT article_id, checked_at, reason, capture_id FROM misses;

CREATE TABLE edits (                     -- versions that the outlet made of an earlier one
    article_id  INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
    captured_at TEXT NOT NULL,           -- of the version
    before_at   TEXT NOT NULL,           -- captured_at of the version before
    hashes      TEXT NOT NULL,           -- content_hash of that and of this
    share       REAL NOT NULL,           -- of the characters of both that were taken out or put in, 0 to 1
    PRIMARY KEY (article_id, captured_at)
) STRICT, WITHOUT ROWID;

DROP VIEW edited;
CREATE VIEW edited AS                    -- edits: what was changed, when that was noticed, how much it is
    SELECT edits.article_id, url, title, outlet,
           edits.captured_at AS noticed_at,      -- the first capture that shows it
           (SELECT max(captured_at) FROM captures WHERE captures.article_id = edits.article_id
            AND captures.captured_at < edits.captured_at) AS last_before,  -- the last that shows what stood before
           revisions.changed, share,
           (SELECT parser FROM revisions AS before WHERE before.article_id = edits.article_id
            AND before.captured_at = before_at) IS revisions.parser AS same_parser  -- 0: some of it may be the reader's doing
    FROM edits JOIN revisions ON revisions.article_id = edits.article_id AND revisions.captured_at = edits.captured_at
    JOIN articles ON articles.id = edits.article_id
    ORDER BY noticed_at, edits.article_id;

ALTER TABLE articles ADD COLUMN corrects TEXT NOT NULL DEFAULT '[]'; -- JSON: the outlet's articles that a correction in it links to

CREATE TABLE correction_notes (          -- what an article says to correct itself or another, in any of its versions
    article_id   INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
    position     INTEGER NOT NULL,       -- from 1, in the order noticed and printed
    text         TEXT NOT NULL,          -- as printed
    noticed_at   TEXT NOT NULL,          -- captured_at of the first version that has it
    withdrawn_at TEXT,                   -- captured_at of the version that has it no more
    link         TEXT,                   -- the article that it links to, its canonical URL
    quoted       TEXT,                   -- letters of the headline that it quotes
    quoted_date  TEXT,                   -- the day of publication that it gives, as precise as that is
    own          INTEGER NOT NULL,       -- 1: it corrects the article that it stands in
    PRIMARY KEY (article_id, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX correction_notes_quoted ON correction_notes (quoted) WHERE quoted IS NOT NULL;

CREATE TABLE headlines (                 -- letters of each headline that an article had, for corrections that quote it
    article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
    letters    TEXT NOT NULL,
    PRIMARY KEY (article_id, letters)
) STRICT, WITHOUT ROWID;
CREATE INDEX headlines_letters ON headlines (letters);

CREATE VIEW corrections AS               -- corrections, and what they correct where they say so: themselves, a link, a headline
    SELECT notes.article_id, own.url, own.title, own.outlet, notes.noticed_at, notes.withdrawn_at, notes.text,
           corrects_id, corrected.url AS corrects_url, corrected.title AS corrects_title
    FROM (
        SELECT correction_notes.*, CASE
            WHEN correction_notes.own THEN correction_notes.article_id
            WHEN link IS NOT NULL THEN (SELECT id FROM articles WHERE articles.url = link)
            ELSE (
                SELECT target.id FROM headlines JOIN articles AS target ON target.id = headlines.article_id
                JOIN articles AS correcting ON correcting.id = correction_notes.article_id
                WHERE headlines.letters = quoted AND target.id <> correcting.id AND target.outlet IS correcting.outlet
                AND ifnull(target.date_utc <= correcting.date_utc, 1)
                -- the printed paper's day may be the one after the site's
                AND ifnull(abs(julianday(substr(target.date, 1, 10)) - julianday(quoted_date)) <= 1, 1)
                ORDER BY target.date_utc DESC, target.url LIMIT 1
            ) END AS corrects_id
        FROM correction_notes
    ) AS notes JOIN articles AS own ON own.id = notes.article_id
    LEFT JOIN articles AS corrected ON corrected.id = corrects_id
    ORDER BY notes.noticed_at, notes.article_id, notes.position;
