-- Whose stories travel furthest: the articles of which most others have the text.
-- An article counts where its text was seen first; reprints and excerpts count alike, those in the same outlet do not.
-- :since        first articles published on this day or later
-- :until        first articles published on this day or earlier
-- :outlet       of this outlet
-- :limit = 20   rows
SELECT first.id, first.date, origin.name AS outlet, first.title, count(*) AS reprints,
       count(DISTINCT carrier.name) AS outlets, group_concat(DISTINCT carrier.name) AS carriers, first.url
FROM copies JOIN articles AS first ON first.id = first_id
JOIN carriers AS origin ON origin.article_id = first_id
JOIN carriers AS carrier ON carrier.article_id = copies.article_id
WHERE copies.article_id <> first_id AND carrier.name <> origin.name
  AND (:since IS NULL OR first.date >= substr(:since, 1, length(first.date)))
  AND (:until IS NULL OR substr(first.date, 1, length(:until)) <= :until)
  AND (:outlet IS NULL OR :outlet IN (first.outlet, origin.name))
GROUP BY first_id ORDER BY reprints DESC, first.date, first.id LIMIT :limit
