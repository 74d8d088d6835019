-- Which outlets are first with the texts that others carry too.
-- :since        texts first published on this day or later
-- :until        texts first published on this day or earlier
-- :limit = 20   rows
SELECT carriers.name AS outlet, count(*) AS first_with, sum(copied) AS reprints
FROM (SELECT first_id, count(*) - 1 AS copied FROM copies GROUP BY first_id)
JOIN articles ON articles.id = first_id JOIN carriers ON carriers.article_id = first_id
WHERE (:since IS NULL OR date >= substr(:since, 1, length(date)))
  AND (:until IS NULL OR substr(date, 1, length(:until)) <= :until)
GROUP BY carriers.name ORDER BY first_with DESC, outlet LIMIT :limit
