-- Three references were looked up for every bid, each as a query of its own, which took half of the time
-- of a batch. A bid is written together with the head of its lot and the counter of its bidder, and these
-- refer to lots and accounts: a batch whose lot or bidder is not there is refused as a whole.
ALTER TABLE lot_events DROP CONSTRAINT lot_events_lot_id_fkey;
ALTER TABLE bid_keys DROP CONSTRAINT bid_keys_lot_id_fkey;
ALTER TABLE bid_keys DROP CONSTRAINT bid_keys_account_id_fkey;
