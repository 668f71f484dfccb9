-- Rules 原则上 of single lots are waived for an institution like those of its numbers: the day of the grant
-- (domain.md AS-58), and the modes of a leading enterprise (AS-56).

CREATE TABLE waivers_new (
    id INTEGER PRIMARY KEY,
    season_id INTEGER NOT NULL REFERENCES seasons (id),
    institution_id INTEGER NOT NULL REFERENCES institutions (id),
    rule TEXT NOT NULL CHECK (rule IN ('PAPER', 'LOTS_MAX', 'GRANT_DATE', 'MODES')),
    reason TEXT NOT NULL,
    by_id INTEGER NOT NULL REFERENCES accounts (id),
    at INTEGER NOT NULL,
    UNIQUE (season_id, institution_id, rule)
) STRICT;
INSERT INTO waivers_new (id, season_id, institution_id, rule, reason, by_id, at)
SELECT id, season_id, institution_id, rule, reason, by_id, at FROM waivers;
DROP TABLE waivers;
ALTER TABLE waivers_new RENAME TO waivers;
CREATE INDEX waivers_of_season ON waivers (season_id, id);
