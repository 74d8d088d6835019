-- sqlite.org/fts5.html, "automerge": of 16 parts one is made, which rewrites each entry a third less often than of 8; and
-- "crisismerge": at twice as many all at once, as nothing may wait for that before.
INSERT INTO search (search, rank) VALUES ('automerge', 16);
INSERT INTO search (search, rank) VALUES ('crisismerge', 32);
