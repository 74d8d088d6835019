-- Who takes from whom: articles between each two outlets, as credited and as their texts show.
-- :since        articles published on this day or later
-- :until        articles published on this day or earlier
-- :carrier      into this outlet
-- :origin       from this outlet
-- :limit = 50   rows
SELECT origin, carrier, count(*) AS articles, sum(credited) AS credited, sum(detected) AS detected,
       sum(agree IS 1) AS agree, sum(agree IS 0) AS disagree
FROM reprints
WHERE (:since IS NULL OR date >= substr(:since, 1, length(date)))
  AND (:until IS NULL OR substr(date, 1, length(:until)) <= :until)
  AND (:carrier IS NULL OR carrier = :carrier) AND (:origin IS NULL OR origin = :origin)
GROUP BY origin, carrier ORDER BY articles DESC, origin, carrier LIMIT :limit
