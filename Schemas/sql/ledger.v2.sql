-- Effects that an event called for and that are not over yet. Commands put them here, in the
-- transaction of the event; folds, imports and rebuilds never do. A row goes with its outcome.
-- There are few, so that no index is worth its cost to every command that calls for one.
CREATE TABLE effect (
    cause INTEGER NOT NULL,         -- the event's position
    kind TEXT NOT NULL,
    attempts INTEGER NOT NULL,      -- how many were made so far
    due_at INTEGER NOT NULL,        -- milliseconds since 1970
    PRIMARY KEY (cause, kind)
) STRICT, WITHOUT ROWID;
