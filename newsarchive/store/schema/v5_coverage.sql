CREATE VIEW coverage AS                  -- what was discovered against what the archive holds: a row an outlet and day
    WITH addresses AS (
        SELECT urls.outlet, articles.id IS NOT NULL AS held, state IN ('pending', 'leased') AS waiting, reason,
               -- the day of publication as far as it is known, else that on which the address was found
               substr(coalesce(articles.date, published, discovered_at), 1, 10) AS day
        FROM urls LEFT JOIN articles ON articles.url = urls.url WHERE kind = 'article'
    ), counted AS (
        SELECT outlet, day, held, waiting, iif(held OR waiting, NULL, coalesce(reason, 'unread')) AS gap, count(*) AS number
        FROM addresses GROUP BY 1, 2, 3, 4, 5 ORDER BY 6 DESC, 5
    )
    SELECT outlet, day, sum(number) AS discovered, sum(number * held) AS held,
           sum(number * (waiting AND NOT held)) AS pending, sum(number * (gap IS NOT NULL)) AS missing,
           group_concat(gap || ' ' || number, ', ') AS reasons  -- items.Reason and how many: timeout 2, redirected 1
    FROM counted GROUP BY outlet, day;
