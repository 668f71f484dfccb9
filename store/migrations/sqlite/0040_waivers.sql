-- One table of waivers (豁免) in the place of two, which imports and publication did not read alike; and
-- the people whom an uploaded 《活动联络员信息表》 has named, so that it can be taken back.

CREATE TABLE waivers (
    id INTEGER PRIMARY KEY,
    season_id INTEGER NOT NULL REFERENCES seasons (id),
    institution_id INTEGER NOT NULL REFERENCES institutions (id),
    rule TEXT NOT NULL CHECK (rule IN ('PAPER', 'LOTS_MAX')),
    reason TEXT NOT NULL,
    by_id INTEGER NOT NULL REFERENCES accounts (id),
    at INTEGER NOT NULL,
    UNIQUE (season_id, institution_id, rule)
) STRICT;
CREATE INDEX waivers_of_season ON waivers (season_id, id);

-- A number of lots that was waived in both was granted twice; the reason that imports went by stays.
INSERT INTO waivers (season_id, institution_id, rule, reason, by_id, at)
SELECT season_id, institution_id, rule, reason, by_id, at FROM quota_waivers
WHERE rule = 'LOTS_MAX' ORDER BY at;
-- The number of roadshow items is no rule 原则上, and nothing has ever read a waiver of it.
INSERT INTO waivers (season_id, institution_id, rule, reason, by_id, at)
SELECT p.season_id, p.institution_id, w.rule, w.reason, w.by_id, w.at FROM participation_waivers w
JOIN participations p ON p.id = w.participation_id
WHERE w.rule IN ('PAPER', 'LOTS_MAX') ORDER BY w.id
ON CONFLICT (season_id, institution_id, rule) DO NOTHING;

DROP TABLE participation_waivers;
DROP TABLE quota_waivers;

CREATE TABLE import_people (
    import_id INTEGER NOT NULL REFERENCES imports (id),
    kind TEXT NOT NULL CHECK (kind IN ('LIAISON', 'EXPERT')),
    -- Which liaison or expert; an expert who was taken back is gone.
    person_id INTEGER NOT NULL,
    -- The liaison who was replaced.
    earlier_id INTEGER,
    PRIMARY KEY (import_id, kind, person_id)
) STRICT, WITHOUT ROWID;
