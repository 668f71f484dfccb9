-- Being outbid once more replaces what was not read of it: whoever tells looks for that lot by lot, for
-- people who may have unread notices of many others.

CREATE INDEX notices_outbid ON notices (account_id, lot_id)
WHERE read_at IS NULL AND kind = 'OUTBID';
