-- Texts that stood elsewhere before, in articles that do not say so.
-- As far as the archive has seen: the other may have been first where it was not crawled yet.
-- :since          articles published on this day or later
-- :until          articles published on this day or earlier
-- :carrier        in this outlet
-- :share = 0.8    part of the text that must be the other's
-- :limit = 50     rows
SELECT reprints.article_id, reprints.date, carrier, reprints.title, origin, share, articles.source AS credits,
       first_id, reprints.url
FROM reprints JOIN articles ON articles.id = reprints.article_id
WHERE detected AND NOT credited AND share >= :share
  AND (:since IS NULL OR reprints.date >= substr(:since, 1, length(reprints.date)))
  AND (:until IS NULL OR substr(reprints.date, 1, length(:until)) <= :until)
  AND (:carrier IS NULL OR carrier = :carrier)
ORDER BY reprints.date DESC, reprints.article_id LIMIT :limit
