-- Which editors edit which writers, and in what role.
-- :since        articles published on this day or later
-- :until        articles published on this day or earlier
-- :outlet       in this outlet
-- :editor       by this editor
-- :writer       of this writer
-- :limit = 50   rows
SELECT editor.name AS editor, editor.role, writer.name AS writer, count(DISTINCT articles.id) AS articles,
       min(date) AS first, max(date) AS last
FROM credits AS editor JOIN credits AS writer USING (article_id) JOIN articles ON articles.id = editor.article_id
WHERE writer.role_normalized IN ('author', 'correspondent', 'contributor', 'intern')
  AND (editor.role_normalized LIKE '%editor' OR editor.role_normalized = 'selector')
  AND (:since IS NULL OR date >= substr(:since, 1, length(date)))
  AND (:until IS NULL OR substr(date, 1, length(:until)) <= :until)
  AND (:outlet IS NULL OR outlet = :outlet)
  AND (:editor IS NULL OR editor.name = :editor) AND (:writer IS NULL OR writer.name = :writer)
GROUP BY 1, 2, 3 ORDER BY articles DESC, 1, 2, 3 LIMIT :limit
