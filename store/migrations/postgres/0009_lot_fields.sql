-- Recommendations for on-site roadshows are counted per unit, so they need a column; the further
-- fields of a lot live in its document. Lots that are stored already carry the answer there.

ALTER TABLE lots ADD COLUMN roadshow BOOLEAN NOT NULL DEFAULT FALSE;

UPDATE lots SET roadshow = TRUE WHERE (doc::jsonb ->> 'roadshow')::boolean;

CREATE INDEX lots_roadshow ON lots (season_id, owner_id, state)
WHERE roadshow = TRUE AND practice = FALSE;
