-- How the deals of a season came about, for the front page: by bidding, by negotiation, elsewhere.

CREATE INDEX lot_stages_by_event ON lot_stages (event, lot_id, seq);
