-- The help centre is one per season: an article may be for one year's seasons alone. Those without a year,
-- as an old process writes them, are for every season.
ALTER TABLE articles ADD COLUMN season_year BIGINT;
