-- +goose Up
-- What is to be done later or again. payload is sealed. due is when it is to be
-- run next; for what has failed for good, when it was given up. turn is the
-- lease's under which it was last begun.
CREATE TABLE jobs (
    id       TEXT COLLATE "C" PRIMARY KEY,
    kind     TEXT COLLATE "C" NOT NULL,
    key      TEXT COLLATE "C" NOT NULL,
    payload  TEXT NOT NULL,
    state    TEXT COLLATE "C" NOT NULL,
    due      BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    turn     BIGINT NOT NULL,
    why      TEXT NOT NULL,
    at       BIGINT NOT NULL
);
CREATE UNIQUE INDEX jobs_by_key ON jobs (kind, key) WHERE key <> '';
CREATE INDEX jobs_by_due ON jobs (state, kind, due, id);

-- Who may do what only one node does at a time, and until when. turn counts the
-- holders.
CREATE TABLE leases (
    name   TEXT COLLATE "C" PRIMARY KEY,
    holder TEXT NOT NULL,
    turn   BIGINT NOT NULL,
    until  BIGINT NOT NULL
);
INSERT INTO leases (name, holder, turn, until) VALUES ('jobs', '', 0, 0);

-- When the period began for which a kind of job was last queued by the clock.
CREATE TABLE schedules (
    kind  TEXT COLLATE "C" PRIMARY KEY,
    fired BIGINT NOT NULL
);
