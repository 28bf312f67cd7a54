-- +goose Up
-- What people say is wrong with a listing. handled_at is 0 until a person has
-- seen to it.
CREATE TABLE reports (
    id         TEXT COLLATE "C" PRIMARY KEY,
    listing_id TEXT COLLATE "C" NOT NULL,
    what       TEXT COLLATE "C" NOT NULL,
    words      TEXT NOT NULL,
    at         BIGINT NOT NULL,
    handled_at BIGINT NOT NULL
);
CREATE INDEX reports_by_listing ON reports (listing_id, id);
CREATE INDEX reports_by_handled ON reports (handled_at, id);
