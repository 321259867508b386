-- What only makes questions to the read models fast; also for files that were made without it.

-- The sessions that wait, a few of all: jobs ask for them every minute.
CREATE INDEX IF NOT EXISTS session_active ON session (flow) WHERE status = 'active';
