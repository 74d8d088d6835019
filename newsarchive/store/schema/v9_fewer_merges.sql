-- sqlite.org/fts5.html, "automerge": how many parts of the index are merged at a time; 4 unless it is said.
INSERT INTO search (search, rank) VALUES ('automerge', 8);
