-- The truth (DESIGN, Storage). Nothing that can be recomputed is stored: an event's id comes from
-- its hash and time, a session's own actor from its stream, digests of payloads from the payloads.

-- Facts about the file itself: the keys that claims, tokens and codes are derived under.
CREATE TABLE ledger_fact (
    name TEXT PRIMARY KEY,
    value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- Names are interned: an event row holds small integers.
CREATE TABLE stream (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE event_type (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    schema_version INTEGER NOT NULL,
    UNIQUE (name, schema_version)
) STRICT;

CREATE TABLE actor (
    id INTEGER PRIMARY KEY,
    kind INTEGER NOT NULL,
    name TEXT NOT NULL,
    UNIQUE (kind, name)
) STRICT;

CREATE TABLE event (
    position INTEGER PRIMARY KEY,
    stream INTEGER NOT NULL,
    version INTEGER NOT NULL,
    type INTEGER NOT NULL,
    recorded_at INTEGER NOT NULL,   -- milliseconds since 1970
    occurred_at INTEGER,            -- NULL: when it was recorded
    actor INTEGER,                  -- NULL: the session that the stream is about
    correlation ANY NOT NULL,       -- 16 bytes for a UUID, else text
    causation ANY,                  -- NULL: the correlation itself
    data TEXT NOT NULL,             -- JSON object
    personal TEXT,                  -- JSON object; NULL: none, or erased
    origin TEXT,                    -- JSON object; NULL: not recorded, or erased
    salt BLOB,                      -- 16 bytes when personal or origin is there
    erased_digest BLOB,             -- the personal digest that the hash covers, once erased
    hash BLOB NOT NULL
) STRICT;

CREATE UNIQUE INDEX event_by_stream ON event (stream, version);

-- Unique keys that streams hold (one active session per email, …), as keyed digests.
CREATE TABLE claim (
    key BLOB PRIMARY KEY,
    stream INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What an append with a deduplication key did the first time.
CREATE TABLE deduplication (
    key BLOB PRIMARY KEY,
    first_position INTEGER NOT NULL,
    last_position INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Roots of complete subtrees of 256, 65,536, … leaves (RFC 9162 section 2.1).
CREATE TABLE merkle_node (
    level INTEGER NOT NULL,
    node INTEGER NOT NULL,
    hash BLOB NOT NULL,
    PRIMARY KEY (level, node)
) STRICT, WITHOUT ROWID;

-- What must be kept beside the events but may never be one: password hashes, API key digests,
-- refresh token families, outcomes under an idempotency key.
CREATE TABLE vault (
    space TEXT NOT NULL,
    key BLOB NOT NULL,
    value BLOB NOT NULL,
    expires_at INTEGER,
    PRIMARY KEY (space, key)
) STRICT, WITHOUT ROWID;

CREATE INDEX vault_by_expiry ON vault (expires_at) WHERE expires_at IS NOT NULL;
