-- Where the log has what: derived like the read models, made anew whenever in doubt. Holds numbers
-- only: no name, no payload.

-- Which events of a block (65,536 positions) have a term. Rows are written block by block, in the
-- order of their keys, and never change.
CREATE TABLE posting (
    key INTEGER PRIMARY KEY,        -- the block's number * 2^32 + the term
    places BLOB NOT NULL            -- 16-bit places within the block, or one bit for each place
) STRICT;

-- The blocks that are whole, from 0 without a gap.
CREATE TABLE block (
    number INTEGER PRIMARY KEY,
    hash BLOB NOT NULL              -- of its last event: the index is of that log
) STRICT;
