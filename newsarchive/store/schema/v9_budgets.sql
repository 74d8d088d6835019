CREATE TABLE host_days (                 -- requests to each host, counted before they are sent
    host     TEXT NOT NULL,
    day      TEXT NOT NULL,              -- UTC: "2024-03-01"
    requests INTEGER NOT NULL,
    PRIMARY KEY (host, day)
) STRICT, WITHOUT ROWID;
