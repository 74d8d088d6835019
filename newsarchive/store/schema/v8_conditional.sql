-- 1: the server answered 304: the page is as at revisit_of
ALTER TABLE captures ADD COLUMN not_modified INTEGER NOT NULL DEFAULT 0;
