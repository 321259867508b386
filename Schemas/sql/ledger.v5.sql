-- The identity provider is told of a completion because the queue says so, as mails are sent, and no
-- longer because the tenant's state does, which an import brings too. What is pending when a ledger
-- comes to this format is put there.
INSERT INTO effect (cause, kind, attempts, due_at)
SELECT completed.position, 'sync.identity', 0, completed.recorded_at
FROM event AS completed
JOIN event_type AS type ON type.id = completed.type AND type.name = 'OnboardingCompleted'
JOIN stream ON stream.id = completed.stream AND stream.name LIKE 'tenant-%'
WHERE NOT EXISTS (
    SELECT 1 FROM event AS later JOIN event_type ON event_type.id = later.type
    WHERE later.stream = completed.stream AND later.version > completed.version
    AND event_type.name IN ('OnboardingCompleted', 'IdentitySynced', 'IdentitySyncFailed')
);
