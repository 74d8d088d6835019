-- Where a person is credited: in which outlets, in which roles, how often, from when to when.
-- :name!        the person, as printed
SELECT outlet, role, role_normalized, count(*) AS articles, min(date) AS first, max(date) AS last,
       group_concat(DISTINCT note) AS notes
FROM credits JOIN articles ON articles.id = article_id
WHERE name = :name GROUP BY outlet, role, role_normalized ORDER BY articles DESC, outlet, role
