-- A lot that was sold at an offline auction (线下拍卖会) is sold in every list as well, from the moment at which
-- that was recorded until the record is returned.
UPDATE lots SET status = 'sold'
WHERE state IN ('PUBLISHED', 'PASSED') AND id IN (
    SELECT lot_id FROM intakes WHERE kind = 'OFFLINE_AUCTION' AND state <> 'RETURNED'
);
