-- The lots of a round that is over, for its page.

CREATE INDEX auctions_by_round ON auctions (round_id, lot_id);
