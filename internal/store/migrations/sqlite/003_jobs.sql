-- +goose Up
-- What is to be done later or again. payload is sealed. due is when it is to be
-- run next; for what has failed for good, when it was given up. turn is the
-- lease's under which it was last begun.
CREATE TABLE jobs (
    id       TEXT PRIMARY KEY,
    kind     TEXT NOT NULL,
    key      TEXT NOT NULL,
    payload  TEXT NOT NULL,
    state    TEXT NOT NULL,
    due      INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    turn     INTEGER NOT NULL,
    why      TEXT NOT NULL,
    at       INTEGER NOT NULL
);
CREATE UNIQUE INDEX jobs_by_key ON jobs (kind, key) WHERE key <> '';
CREATE INDEX jobs_by_due ON jobs (state, kind, due, id);

-- Who may do what only one node does at a time, and until when. turn counts the
-- holders.
CREATE TABLE leases (
    name   TEXT PRIMARY KEY,
    holder TEXT NOT NULL,
    turn   INTEGER NOT NULL,
    until  INTEGER NOT NULL
) WITHOUT ROWID;
INSERT INTO leases (name, holder, turn, until) VALUES ('jobs', '', 0, 0);

-- When the period began for which a kind of job was last queued by the clock.
CREATE TABLE schedules (
    kind  TEXT PRIMARY KEY,
    fired INTEGER NOT NULL
) WITHOUT ROWID;
