-- Recommendations for on-site roadshows are counted per unit, so they need a column; the further
-- fields of a lot live in its document. Lots that are stored already carry the answer there.

ALTER TABLE lots ADD COLUMN roadshow INTEGER NOT NULL DEFAULT 0;

UPDATE lots SET roadshow = 1 WHERE json_extract(doc, '$.roadshow') = 1;

CREATE INDEX lots_roadshow ON lots (season_id, owner_id, state)
WHERE roadshow = TRUE AND practice = FALSE;
