-- Read models: folded from the log, thrown away and made again at will (DESIGN, Storage).

-- How far each read model is, what its definition was, and the sum of its rows' digests.
CREATE TABLE view (
    name TEXT PRIMARY KEY,
    definition INTEGER NOT NULL,
    checkpoint INTEGER NOT NULL,
    row_count INTEGER NOT NULL,
    digest BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE session (
    stream INTEGER PRIMARY KEY,     -- the log's interned id
    name TEXT NOT NULL,             -- session-<id>, wizard-<userId>, loan-<subject>, …
    flow TEXT,
    stage TEXT,
    status TEXT,
    version INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    search TEXT NOT NULL,
    state TEXT NOT NULL             -- JSON object, as the state answer gives it
) STRICT;

CREATE TABLE tenant (
    stream INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    flow TEXT,
    stage TEXT,
    status TEXT,
    version INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    search TEXT NOT NULL,
    state TEXT NOT NULL
) STRICT;

CREATE TABLE profile (
    stream INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    flow TEXT,
    stage TEXT,
    status TEXT,
    version INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    search TEXT NOT NULL,
    state TEXT NOT NULL
) STRICT;

-- Journeys as packed words, so that the first funnel after a start need not read the log: what a
-- flow's parts are made by, and the position that they are true for.
CREATE TABLE journey (
    flow TEXT PRIMARY KEY,
    definition TEXT NOT NULL,
    position INTEGER NOT NULL,
    header BLOB NOT NULL,
    digest BLOB NOT NULL            -- over all of the above and the digest of each part
) STRICT, WITHOUT ROWID;

CREATE TABLE journey_part (
    flow TEXT NOT NULL,
    number INTEGER NOT NULL,
    data BLOB NOT NULL,
    digest BLOB NOT NULL,
    PRIMARY KEY (flow, number)
) STRICT;
