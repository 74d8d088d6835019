-- how many times in a row a host was left alone because it refused, since it answered last
ALTER TABLE hosts ADD COLUMN rests INTEGER NOT NULL DEFAULT 0;
