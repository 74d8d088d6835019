-- of the run's failed URLs: lists, feeds, sitemaps that no server served; 0 of a run that was killed
ALTER TABLE runs ADD COLUMN lists_failed INTEGER NOT NULL DEFAULT 0;
