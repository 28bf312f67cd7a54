-- +goose Up
-- What people say is wrong with a listing. handled_at is 0 until a person has
-- seen to it.
CREATE TABLE reports (
    id         TEXT PRIMARY KEY,
    listing_id TEXT NOT NULL,
    what       TEXT NOT NULL,
    words      TEXT NOT NULL,
    at         INTEGER NOT NULL,
    handled_at INTEGER NOT NULL
);
CREATE INDEX reports_by_listing ON reports (listing_id, id);
CREATE INDEX reports_by_handled ON reports (handled_at, id);
