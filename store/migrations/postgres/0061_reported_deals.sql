-- What a form of offline intents and deals (意向与交易汇交表) reports becomes a record too: of a unit instead of a
-- session, perhaps of no lot, its proof brought later; one file may prove several.

ALTER TABLE intakes ALTER COLUMN session_id DROP NOT NULL;
ALTER TABLE intakes ALTER COLUMN lot_id DROP NOT NULL;
ALTER TABLE intakes ADD COLUMN proof_id BIGINT REFERENCES stored_files (id);
-- Of a row of the form: season, unit, what makes it the same row later, its hash, its other columns (JSON).
ALTER TABLE intakes ADD COLUMN season_id BIGINT REFERENCES seasons (id);
ALTER TABLE intakes ADD COLUMN institution_id BIGINT REFERENCES institutions (id);
ALTER TABLE intakes ADD COLUMN identity_key TEXT;
ALTER TABLE intakes ADD COLUMN digest TEXT;
ALTER TABLE intakes ADD COLUMN report TEXT;
-- Grows with every change of what it says.
ALTER TABLE intakes ADD COLUMN row_version BIGINT NOT NULL DEFAULT 1;
ALTER TABLE intakes ADD CHECK (kind <> 'OFFLINE_DEAL' OR amount_fen IS NOT NULL);
ALTER TABLE intakes ADD CHECK (report IS NOT NULL OR (session_id IS NOT NULL AND lot_id IS NOT NULL));
UPDATE intakes SET proof_id = (SELECT MIN(f.id) FROM stored_files f
    WHERE f.owner_kind = 'intake' AND f.owner_id = intakes.id);
DROP INDEX intakes_sold;
DROP INDEX intakes_once;
-- A lot is sold once.
CREATE UNIQUE INDEX intakes_sold ON intakes (lot_id)
WHERE kind IN ('OFFLINE_AUCTION', 'OFFLINE_DEAL') AND state IN ('WAITING', 'VERIFIED');
CREATE UNIQUE INDEX intakes_once ON intakes (lot_id, buyer_code, agreed_on, kind)
WHERE state IN ('WAITING', 'VERIFIED');
CREATE UNIQUE INDEX intakes_reported ON intakes (season_id, identity_key)
WHERE state IN ('WAITING', 'VERIFIED');
CREATE INDEX intakes_of_institution ON intakes (institution_id, id);
CREATE INDEX intakes_unproven ON intakes (institution_id, id) WHERE state = 'WAITING' AND proof_id IS NULL;

CREATE TABLE import_intakes (
    import_id BIGINT NOT NULL REFERENCES imports (id),
    intake_id BIGINT NOT NULL REFERENCES intakes (id),
    -- The version that the upload left: with another one something has changed since.
    version BIGINT NOT NULL,
    -- The record before it was changed, JSON; absent for one that came in with the upload.
    earlier TEXT,
    PRIMARY KEY (import_id, intake_id)
);
