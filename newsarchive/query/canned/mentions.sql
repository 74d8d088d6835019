-- How often a word is printed: the articles that say it, a month and outlet a row.
-- :word!        what a person would type into `newsarchive search`
-- :since        articles published on this day or later
-- :until        articles published on this day or earlier
-- :outlet       in this outlet
SELECT substr(date, 1, 7) AS month, outlet, count(*) AS articles
FROM search CROSS JOIN articles ON articles.id = search.rowid
WHERE search MATCH match_query(:word)
  AND (:since IS NULL OR date >= substr(:since, 1, length(date)))
  AND (:until IS NULL OR substr(date, 1, length(:until)) <= :until)
  AND (:outlet IS NULL OR outlet = :outlet)
GROUP BY 1, 2 ORDER BY 1, 2
