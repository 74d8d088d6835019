CREATE TABLE suppressions (              -- articles withdrawn from view: who, when and why; all else of them stays
    id             INTEGER PRIMARY KEY,
    url            TEXT NOT NULL,        -- canonical, of the article
    reason         TEXT NOT NULL,
    suppressed_at  TEXT NOT NULL,
    suppressed_by  TEXT NOT NULL,
    until          TEXT,                 -- UTC: it comes back by itself; NULL: when it is lifted
    content_hash   TEXT NOT NULL,        -- of the article as it was then
    payload_digest TEXT,                 -- of the page that it was read from
    lifted_at      TEXT,                 -- NULL: it has not been lifted
    lifted_by      TEXT,
    lifted_reason  TEXT,
    UNIQUE (url, suppressed_at)
) STRICT;

CREATE VIEW suppressed AS                -- articles that no view shows, nor newsarchive; their rows are in the tables
    SELECT articles.id AS article_id, suppressions.url, reason, suppressed_at, suppressed_by, until
    FROM suppressions JOIN articles ON articles.url = suppressions.url
    WHERE lifted_at IS NULL AND (until IS NULL OR until > strftime('%Y-%m-%dT%H:%M:%SZ', 'now'));
