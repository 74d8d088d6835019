-- Who writes most, with the sections and outlets that they write for.
-- :since        articles published on this day or later
-- :until        articles published on this day or earlier
-- :outlet       in this outlet
-- :limit = 20   rows
SELECT name, count(DISTINCT articles.id) AS articles, count(DISTINCT outlet) AS outlets,
       count(DISTINCT section) AS sections, min(date) AS first, max(date) AS last
FROM credits JOIN articles ON articles.id = article_id
WHERE role_normalized IN ('author', 'correspondent', 'contributor', 'intern')
  AND (:since IS NULL OR date >= substr(:since, 1, length(date)))
  AND (:until IS NULL OR substr(date, 1, length(:until)) <= :until)
  AND (:outlet IS NULL OR outlet = :outlet)
GROUP BY name ORDER BY articles DESC, name LIMIT :limit
