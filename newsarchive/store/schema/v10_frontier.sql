-- What is asked of the queue costs the same however long it is: lists alone, the leases of one outlet, what failed in one run.
CREATE INDEX urls_lists ON urls (outlet, priority DESC, id) WHERE state = 'pending' AND kind <> 'article';
DROP INDEX urls_leased;
CREATE INDEX urls_leased ON urls (outlet) WHERE state = 'leased';
CREATE INDEX urls_failed_in ON urls (run_id, reason, kind) WHERE state = 'failed';
CREATE INDEX runs_open ON runs (id) WHERE finished_at IS NULL AND outcome IS NULL;

CREATE TABLE waiting (                   -- how many URLs of each outlet are pending or leased; kept by the triggers below
    outlet TEXT NOT NULL,
    behind INTEGER NOT NULL,             -- 1: those fetched behind the news
    urls   INTEGER NOT NULL,
    PRIMARY KEY (outlet, behind)
) STRICT, WITHOUT ROWID;
INSERT INTO waiting (outlet, behind, urls)
    SELECT outlet, priority <= -500, count(*) FROM urls WHERE state IN ('pending', 'leased') GROUP BY 1, 2;
CREATE TRIGGER urls_inserted AFTER INSERT ON urls WHEN NEW.state IN ('pending', 'leased') BEGIN
    INSERT INTO waiting (outlet, behind, urls) VALUES (NEW.outlet, NEW.priority <= -500, 1)
        ON CONFLICT (outlet, behind) DO UPDATE SET urls = urls + 1;
END;
CREATE TRIGGER urls_updated AFTER UPDATE OF outlet, state, priority ON urls
    WHEN (OLD.state IN ('pending', 'leased'), OLD.priority <= -500, OLD.outlet)
        <> (NEW.state IN ('pending', 'leased'), NEW.priority <= -500, NEW.outlet) BEGIN
    UPDATE waiting SET urls = urls - 1
        WHERE OLD.state IN ('pending', 'leased') AND outlet = OLD.outlet AND behind = (OLD.priority <= -500);
    INSERT INTO waiting (outlet, behind, urls) SELECT NEW.outlet, NEW.priority <= -500, 1 WHERE NEW.state IN ('pending', 'leased')
        ON CONFLICT (outlet, behind) DO UPDATE SET urls = urls + 1;
END;
CREATE TRIGGER urls_deleted AFTER DELETE ON urls WHEN OLD.state IN ('pending', 'leased') BEGIN
    UPDATE waiting SET urls = urls - 1 WHERE outlet = OLD.outlet AND behind = (OLD.priority <= -500);
END;
