-- What disappeared: articles that are gone, the last first, and how long they had stood.
-- :since        gone on this day (UTC) or later
-- :until        gone on this day (UTC) or earlier
-- :outlet       of this outlet
-- :limit = 50   rows
SELECT gone.article_id, gone.outlet, gone.title, gone.reason, gone.missing_since, gone.gone_at,
       round(julianday(gone.missing_since) - julianday(articles.first_seen), 1) AS days_seen, gone.url
FROM gone JOIN articles ON articles.id = gone.article_id
WHERE (:since IS NULL OR gone.gone_at >= :since)
  AND (:until IS NULL OR substr(gone.gone_at, 1, length(:until)) <= :until)
  AND (:outlet IS NULL OR gone.outlet = :outlet)
ORDER BY gone.gone_at DESC, gone.article_id LIMIT :limit
