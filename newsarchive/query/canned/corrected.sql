-- What was corrected in print: corrections, and the article that each of them corrects.
-- :since        noticed on this day (UTC) or later
-- :until        noticed on this day (UTC) or earlier
-- :outlet       of this outlet
-- :limit = 50   rows
SELECT article_id, outlet, noticed_at, text, corrects_id, corrects_title, url
FROM corrections
WHERE (:since IS NULL OR noticed_at >= :since)
  AND (:until IS NULL OR substr(noticed_at, 1, length(:until)) <= :until)
  AND (:outlet IS NULL OR outlet = :outlet)
ORDER BY noticed_at DESC, article_id LIMIT :limit
