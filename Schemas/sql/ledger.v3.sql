-- How claims changed since `claim` was last brought up to date, in the order of the changes. Keys
-- fall anywhere, so each alone would rewrite a page of that table.
CREATE TABLE claim_change (
    id INTEGER PRIMARY KEY,
    key BLOB NOT NULL,
    stream INTEGER NOT NULL         -- 0: given up
) STRICT;
