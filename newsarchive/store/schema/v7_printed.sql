CREATE TABLE print_pages (               -- where papers printed articles, as the lists of their e-papers say
    url       TEXT PRIMARY KEY,          -- canonical, of the article as the e-paper has it; it need not be in articles
    outlet    TEXT NOT NULL,
    edition   TEXT NOT NULL,             -- day of the edition
    page      TEXT NOT NULL,             -- number of the page, as printed
    page_name TEXT,                      -- what it is called
    position  INTEGER,                   -- among the page's articles, from 1
    web_url   TEXT                       -- canonical, of the same article on the paper's site
) STRICT;

CREATE INDEX print_pages_by_edition ON print_pages (outlet, edition, page, position);
