-- How much each outlet publishes: articles, writers and characters, a month a row.
-- :since        articles published on this day or later
-- :until        articles published on this day or earlier
-- :outlet       of this outlet
SELECT substr(date, 1, 7) AS month, outlet, count(*) AS articles, count(DISTINCT author) AS bylines,
       count(DISTINCT section) AS sections, round(avg(length(body))) AS characters
FROM articles
WHERE date IS NOT NULL
  AND (:since IS NULL OR date >= substr(:since, 1, length(date)))
  AND (:until IS NULL OR substr(date, 1, length(:until)) <= :until)
  AND (:outlet IS NULL OR outlet = :outlet)
GROUP BY 1, 2 ORDER BY 1, 2
