-- What whoever verified or returned a record has to say of it; what was returned may be entered again.

ALTER TABLE intakes ADD COLUMN decision TEXT NOT NULL DEFAULT '';
ALTER TABLE intakes DROP CONSTRAINT intakes_lot_id_buyer_code_agreed_on_kind_key;
CREATE UNIQUE INDEX intakes_once ON intakes (lot_id, buyer_code, agreed_on, kind)
WHERE state <> 'RETURNED';

-- Those that wait, and those that have ended, in the order of their pages.
CREATE INDEX interests_open ON interests (due_on, id) WHERE ended_at IS NULL;
CREATE INDEX interests_ended ON interests (due_on, id) WHERE ended_at IS NOT NULL;
-- Whose people are reminded.
CREATE INDEX sessions_by_hour ON sessions (starts_at, id);
