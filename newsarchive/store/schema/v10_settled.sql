-- An outlet's addresses that were fetched, the newest first: a crawl learns from them what its articles' are like.
CREATE INDEX urls_settled ON urls (outlet, id) WHERE state IN ('done', 'failed');
