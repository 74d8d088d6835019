-- Headlines that were changed after publication, before and after.
-- :since        noticed on this day (UTC) or later
-- :until        noticed on this day (UTC) or earlier
-- :outlet       of this outlet
-- :limit = 50   rows
SELECT edited.article_id, edited.outlet, noticed_at,
       (SELECT fields ->> 'title' FROM revisions AS before
        WHERE before.article_id = edited.article_id AND before.captured_at < noticed_at
        ORDER BY before.captured_at DESC LIMIT 1) AS before,
       revisions.fields ->> 'title' AS after, edited.url
FROM edited JOIN revisions ON revisions.article_id = edited.article_id AND revisions.captured_at = noticed_at
WHERE EXISTS (SELECT 1 FROM json_each(edited.changed) WHERE value = 'title')
  AND (:since IS NULL OR noticed_at >= :since)
  AND (:until IS NULL OR substr(noticed_at, 1, length(:until)) <= :until)
  AND (:outlet IS NULL OR edited.outlet = :outlet)
ORDER BY noticed_at DESC, edited.article_id LIMIT :limit
