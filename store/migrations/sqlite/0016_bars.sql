-- The bars on bidders that stand, for the centre's page of deposits: looked up by kind, newest first.

CREATE INDEX bidder_facts_by_kind ON bidder_facts (kind, id);
