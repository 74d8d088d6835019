-- Days of which articles are missing that were discovered, and why.
-- :since        days from this one on
-- :until        days up to this one
-- :outlet       of this outlet
-- :limit = 50   rows
SELECT * FROM coverage
WHERE missing > 0 AND (:since IS NULL OR day >= :since) AND (:until IS NULL OR substr(day, 1, length(:until)) <= :until)
  AND (:outlet IS NULL OR outlet = :outlet)
ORDER BY day DESC, outlet LIMIT :limit
