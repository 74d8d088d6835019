CREATE TABLE named (                     -- which kinds of page named each URL: a row a URL and kind
    url_id      INTEGER NOT NULL REFERENCES urls(id) ON DELETE CASCADE,
    by          TEXT NOT NULL,           -- items.Kind of the page: feed, listing, sitemap, edition (of an e-paper), article (links)
    list_id     INTEGER NOT NULL REFERENCES urls(id) ON DELETE CASCADE,  -- the page of that kind that named it last
    first_named TEXT NOT NULL,           -- UTC
    last_named  TEXT NOT NULL,           -- day, UTC: at most one write a day tells that a list still names it
    PRIMARY KEY (url_id, by)
) STRICT, WITHOUT ROWID;
CREATE INDEX named_list ON named (list_id);

CREATE VIEW namings AS                   -- the same with addresses
    SELECT named_urls.url, named_urls.outlet, by, lists.url AS list_url, first_named, last_named
    FROM named JOIN urls AS named_urls ON named_urls.id = url_id JOIN urls AS lists ON lists.id = list_id;

-- What was known so far: the page that named a URL first. Lists of e-papers are told by the articles that they place.
UPDATE urls SET kind = 'edition', published = (
    SELECT edition FROM urls AS children JOIN print_pages ON print_pages.url = children.url
    WHERE children.parent_id = urls.id ORDER BY edition LIMIT 1
) WHERE kind = 'listing' AND id IN (
    SELECT parent_id FROM urls AS children JOIN print_pages ON print_pages.url = children.url
);
INSERT INTO named (url_id, by, list_id, first_named, last_named)
    SELECT urls.id, parents.kind, parents.id, urls.discovered_at, substr(urls.discovered_at, 1, 10)
    FROM urls JOIN urls AS parents ON parents.id = urls.parent_id
    WHERE urls.kind = 'article' AND parents.kind IN ('feed', 'listing', 'sitemap', 'edition', 'article')
    AND parents.reason IS NOT 'redirected';
