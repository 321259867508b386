-- The digest of an event's data as it was recorded, which the hash covers; kept once some of the
-- data was taken out because it named a person who was erased.
ALTER TABLE event ADD COLUMN data_digest BLOB;
