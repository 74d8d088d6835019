-- The archive's tables as of its first version. Frozen: a change is a migration of its own (migrations.py).
-- Moments are TEXT in ISO 8601; captured_at and the like are UTC with a Z. JSON columns hold what SQL rarely asks for.

CREATE TABLE outlets (
    name     TEXT PRIMARY KEY,
    title    TEXT NOT NULL,              -- as the outlet calls itself
    home     TEXT NOT NULL,
    zone     TEXT NOT NULL,              -- IANA time zone of its printed dates
    language TEXT                        -- BCP 47
) STRICT;

CREATE TABLE runs (                      -- one crawl or one replay
    id          INTEGER PRIMARY KEY,
    kind        TEXT NOT NULL CHECK (kind IN ('crawl', 'replay')),
    outlet      TEXT,
    started_at  TEXT NOT NULL,
    finished_at TEXT,                    -- NULL: still running, or killed
    outcome     TEXT,                    -- finished, limit, shutdown, killed, full, or an error's first line
    pid         INTEGER NOT NULL,
    parameters  TEXT NOT NULL,           -- JSON
    discovered  INTEGER NOT NULL DEFAULT 0,
    done        INTEGER NOT NULL DEFAULT 0,
    failed      INTEGER NOT NULL DEFAULT 0,
    pending     INTEGER NOT NULL DEFAULT 0,
    new         INTEGER NOT NULL DEFAULT 0,
    revised     INTEGER NOT NULL DEFAULT 0,
    unchanged   INTEGER NOT NULL DEFAULT 0,
    copies      INTEGER NOT NULL DEFAULT 0,
    unreadable  INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE hosts (                     -- what a server asked for, kept over restarts
    host         TEXT PRIMARY KEY,
    paused_until TEXT,                   -- Retry-After of a 429 or 503
    robots_at    TEXT,                   -- when robots.txt was read last
    robots_state TEXT                    -- allowed (no rules: 4xx), rules, unreachable
) STRICT;

CREATE TABLE urls (                      -- the frontier: one row a URL, with its state and why it has no article
    id            INTEGER PRIMARY KEY,
    url           TEXT NOT NULL UNIQUE,  -- canonical; an article's identity
    fetch_url     TEXT NOT NULL,         -- the address to fetch
    outlet        TEXT NOT NULL,
    kind          TEXT NOT NULL,         -- article, listing, feed, sitemap, robots
    state         TEXT NOT NULL CHECK (state IN ('pending', 'leased', 'done', 'failed')),
    reason        TEXT,                  -- items.Reason; NULL while pending and for a page that was read
    redirects_to  TEXT,                  -- the URL that it named when it last redirected
    priority      INTEGER NOT NULL DEFAULT 0,
    depth         INTEGER NOT NULL DEFAULT 0,
    hops          INTEGER NOT NULL DEFAULT 0,   -- redirects on the way here
    attempts      INTEGER NOT NULL DEFAULT 0,   -- fetches since it was last queued
    published     TEXT,                  -- date beside the link, a hint
    parent_id     INTEGER REFERENCES urls(id),  -- the page that named it first
    discovered_at TEXT NOT NULL,
    fetched_at    TEXT,
    next_fetch_at TEXT,                  -- when it is due again; NULL: never
    run_id        INTEGER REFERENCES runs(id)   -- the run that queued it last
) STRICT;
CREATE INDEX urls_queue ON urls (outlet, priority DESC, id) WHERE state = 'pending';
CREATE INDEX urls_leased ON urls (id) WHERE state = 'leased';
CREATE INDEX urls_due ON urls (outlet, next_fetch_at) WHERE next_fetch_at IS NOT NULL;
CREATE INDEX urls_failed ON urls (outlet, reason) WHERE state = 'failed';

CREATE TABLE captures (                  -- every answer kept: where its bytes are
    id             INTEGER PRIMARY KEY,
    record_id      TEXT NOT NULL UNIQUE, -- WARC-Record-ID
    url            TEXT NOT NULL,        -- the address requested
    outlet         TEXT,
    captured_at    TEXT NOT NULL,
    status         INTEGER NOT NULL,
    mime           TEXT,
    payload_digest TEXT NOT NULL,        -- sha256 of the entity body as sent
    warc_file      TEXT NOT NULL,
    warc_offset    INTEGER NOT NULL,
    warc_length    INTEGER NOT NULL,
    revisit_of     TEXT,                 -- record_id of the record that holds the bytes
    truncated      TEXT,
    etag           TEXT,
    last_modified  TEXT,
    state          TEXT NOT NULL CHECK (state IN ('unread', 'read', 'not_read')),
    reason         TEXT,                 -- items.Reason: why there is nothing to read in it
    article_id     INTEGER REFERENCES articles(id),
    content_hash   TEXT                  -- of the fields that were read from it
) STRICT;
CREATE INDEX captures_place ON captures (warc_file, warc_offset);
CREATE INDEX captures_digest ON captures (payload_digest) WHERE revisit_of IS NULL;
CREATE INDEX captures_unread ON captures (id) WHERE state = 'unread';
CREATE INDEX captures_article ON captures (article_id, captured_at) WHERE article_id IS NOT NULL;
CREATE INDEX captures_url ON captures (url, captured_at);

CREATE TABLE articles (                  -- the current reading of each article
    id             INTEGER PRIMARY KEY,
    url            TEXT NOT NULL UNIQUE, -- canonical
    outlet         TEXT,
    title          TEXT,
    source         TEXT,                 -- credited origin as printed
    author         TEXT,
    date           TEXT,                 -- publication, with offset, as precise as printed
    date_utc       TEXT,                 -- the same, sortable
    summary        TEXT,
    body           TEXT,                 -- paragraphs separated by a blank line
    editor         TEXT,                 -- credits of the desk as printed
    section        TEXT,                 -- "长三角 > 华东局"
    language       TEXT,
    canonical_url  TEXT,
    updated        TEXT,
    date_printed   TEXT,
    date_precision TEXT,
    images         TEXT NOT NULL,        -- JSON: [{"url", "caption", "credit"}]
    captured_at    TEXT NOT NULL,        -- of the capture that this reading was first seen in
    first_seen     TEXT NOT NULL,        -- first capture
    last_seen      TEXT NOT NULL,        -- last capture on which it was there
    missing_since  TEXT,                 -- first of the captures that answered 404 or 410; NULL while it is there
    revisions      INTEGER NOT NULL,     -- how many versions are known
    content_hash   TEXT NOT NULL,        -- of the normalized fields
    body_hash      TEXT,                 -- of the normalized body alone
    parser         TEXT,
    capture_id     INTEGER REFERENCES captures(id)  -- NULL for an article that was added without its page
) STRICT;
CREATE INDEX articles_date ON articles (date_utc);
CREATE INDEX articles_outlet ON articles (outlet, date_utc);
CREATE INDEX articles_source ON articles (source);
CREATE INDEX articles_body ON articles (body_hash) WHERE body_hash IS NOT NULL;

CREATE TABLE credits (                   -- a row a person and role, of the current reading
    article_id      INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
    position        INTEGER NOT NULL,    -- from 1, in the order printed, writers first
    role            TEXT NOT NULL,       -- as printed; '' where a name stands without a label
    role_normalized TEXT NOT NULL,
    name            TEXT NOT NULL,
    note            TEXT,                -- staff code, affiliation
    PRIMARY KEY (article_id, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX credits_name ON credits (name);
CREATE INDEX credits_role ON credits (role_normalized, name);

CREATE TABLE revisions (                 -- every version of every article, the first one too
    article_id   INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
    captured_at  TEXT NOT NULL,          -- of the first capture of this version
    capture_id   INTEGER REFERENCES captures(id),
    content_hash TEXT NOT NULL,
    parser       TEXT,
    changed      TEXT NOT NULL,          -- JSON: names of the fields that differ from the version before
    fields       TEXT NOT NULL,          -- JSON: the whole reading
    PRIMARY KEY (article_id, captured_at)
) STRICT, WITHOUT ROWID;
CREATE INDEX revisions_hash ON revisions (article_id, content_hash);

CREATE TABLE copies (                    -- a row an article of each cluster: articles with most of a text in common
    article_id     INTEGER PRIMARY KEY REFERENCES articles(id) ON DELETE CASCADE,
    first_id       INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,  -- the one seen first; names the cluster
    share          REAL NOT NULL,        -- how much of this text is in the first, 0 to 1
    share_of_first REAL NOT NULL,        -- how much of the first is in this text: low for an excerpt, whose own share is high
    changed        TEXT NOT NULL         -- JSON: names of the fields that are not the first's
) STRICT;
CREATE INDEX copies_first ON copies (first_id);

CREATE TABLE text_bands (                -- where copies are looked up: each text once, under the keys of its signature
    key  INTEGER NOT NULL,
    text INTEGER NOT NULL,               -- the first 12 digits of articles.body_hash
    PRIMARY KEY (key, text)
) STRICT, WITHOUT ROWID;

CREATE TABLE text_sketches (             -- how alike two of those texts are, before either is read
    text   INTEGER PRIMARY KEY,
    sketch BLOB NOT NULL                 -- a byte of each number of the signature
) STRICT;

CREATE TABLE settings (                  -- what rows were made with, where it is not the default
    name  TEXT PRIMARY KEY,              -- copy_share: dedupe.copies.SHARE
    value ANY NOT NULL
) STRICT;

CREATE TABLE sources (                   -- the names under which an outlet is credited: 解放日报 is 上观新闻
    alias TEXT PRIMARY KEY COLLATE NOCASE,
    name  TEXT NOT NULL                  -- what the outlet is called here; an alias of itself
) STRICT, WITHOUT ROWID;
CREATE INDEX sources_name ON sources (name);

CREATE TABLE credited (                  -- a row a name in the source of an article: 央视新闻、南昌晚报 are two
    article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
    name       TEXT NOT NULL COLLATE NOCASE,
    PRIMARY KEY (article_id, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX credited_name ON credited (name);

-- Full text: Han, kana and Hangul as overlapping pairs, other scripts as words (fts.py). The text itself is in `articles`.
CREATE VIRTUAL TABLE search USING fts5 (
    title, summary, body, names, content = '', tokenize = "unicode61 remove_diacritics 2"
);

CREATE VIEW gone AS                      -- articles that answered 404 or 410 when last asked for
    SELECT id AS article_id, url, title, outlet, missing_since, last_seen
    FROM articles WHERE missing_since IS NOT NULL
    ORDER BY missing_since;

CREATE VIEW edited AS                    -- every version but the first of its article
    SELECT article_id, articles.url, articles.title, revisions.captured_at AS noticed_at, changed
    FROM revisions JOIN articles ON articles.id = article_id
    WHERE revisions.captured_at > articles.first_seen
    ORDER BY noticed_at;

CREATE VIEW carriers AS                  -- what the outlet of each article is called; of no known outlet, its host
    SELECT articles.id AS article_id, coalesce(
        sources.name, outlets.title, articles.outlet,
        substr(url, instr(url, '//') + 2, instr(substr(url, instr(url, '//') + 2) || '/', '/') - 1)
    ) AS name
    FROM articles LEFT JOIN outlets ON outlets.name = articles.outlet
    LEFT JOIN sources ON sources.alias = coalesce(outlets.title, articles.outlet);

CREATE VIEW claims AS                    -- whom each article credits, once a name: 扬子晚报/紫牛新闻 give two rows alike
    SELECT article_id, coalesce(sources.name, credited.name) AS name
    FROM credited LEFT JOIN sources ON sources.alias = credited.name;

CREATE VIEW found AS                     -- articles whose text was seen elsewhere before, and where
    SELECT article_id, first_id, (SELECT name FROM carriers WHERE carriers.article_id = first_id) AS origin,
           share, share_of_first
    FROM copies WHERE article_id <> first_id;

CREATE VIEW reprints AS                  -- who took what from whom: a row an article and origin
    WITH edges AS NOT MATERIALIZED (
        SELECT claims.article_id, claims.name AS origin, 1 AS credited, found.origin IS claims.name AS detected,
               CASE WHEN found.origin IS NULL THEN NULL
                    WHEN found.origin = claims.name THEN 1
                    WHEN EXISTS (SELECT 1 FROM claims AS theirs
                                 WHERE theirs.article_id = found.first_id AND theirs.name = claims.name) THEN 1
                    WHEN EXISTS (SELECT 1 FROM claims AS others
                                 WHERE others.article_id = claims.article_id AND others.name = found.origin) THEN NULL
                    ELSE 0 END AS agree, first_id, share, share_of_first
        FROM claims LEFT JOIN found ON found.article_id = claims.article_id
        UNION ALL
        SELECT found.article_id, found.origin, 0, 1,
               CASE WHEN EXISTS (SELECT 1 FROM claims AS own JOIN claims AS theirs ON theirs.name = own.name
                                 WHERE own.article_id = found.article_id AND theirs.article_id = first_id) THEN NULL
                    WHEN EXISTS (SELECT 1 FROM claims AS own WHERE own.article_id = found.article_id) THEN 0
                    ELSE NULL END, first_id, share, share_of_first
        FROM found
        WHERE NOT EXISTS (SELECT 1 FROM claims WHERE claims.article_id = found.article_id AND claims.name = found.origin)
    )
    SELECT DISTINCT edges.article_id, url, title, date, origin, carriers.name AS carrier,
           credited,                     -- 1: the article names the origin
           detected,                     -- 1: the origin had the text first, as far as the archive has seen
           agree,                        -- 1: credit and text agree; 0: they tell of two origins; NULL: one of them is silent
           first_id, share, share_of_first
    FROM edges JOIN carriers USING (article_id) JOIN articles ON articles.id = edges.article_id
    WHERE origin <> carriers.name;
