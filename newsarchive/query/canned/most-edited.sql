-- The articles that were edited most often after they were published.
-- :since        edits noticed on this day (UTC) or later
-- :until        edits noticed on this day (UTC) or earlier
-- :outlet       of this outlet
-- :limit = 20   rows
SELECT article_id, outlet, title, count(*) AS edits, round(max(share), 3) AS largest, min(noticed_at) AS first_noticed,
       max(noticed_at) AS last_noticed, url
FROM edited
WHERE (:since IS NULL OR noticed_at >= :since)
  AND (:until IS NULL OR substr(noticed_at, 1, length(:until)) <= :until)
  AND (:outlet IS NULL OR outlet = :outlet)
GROUP BY article_id ORDER BY edits DESC, largest DESC, article_id LIMIT :limit
