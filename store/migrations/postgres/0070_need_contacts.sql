-- Until when somebody may have to be called about a need; its contact is forgotten then (PIPL 19). NULL when it
-- was.

ALTER TABLE needs ADD COLUMN contact_until BIGINT;
-- Half a year after its last day, which ends at midnight in Beijing (UTC+8).
UPDATE needs SET contact_until = (valid_until + 181) * 86400000 - 28800000;
CREATE INDEX needs_by_contact ON needs (contact_until, id);
CREATE INDEX import_needs_of_need ON import_needs (need_id);
