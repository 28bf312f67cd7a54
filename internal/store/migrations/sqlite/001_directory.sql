-- +goose Up
-- The change log's numbers come from one row, taken last in each transaction:
-- whoever reads "after n" then never misses one.
CREATE TABLE counter (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    n  INTEGER NOT NULL
);
INSERT INTO counter (id, n) VALUES (1, 0);

CREATE TABLE settings (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE organizations (
    id         TEXT PRIMARY KEY,
    hash       TEXT NOT NULL,
    doc        TEXT NOT NULL,
    updated_at INTEGER NOT NULL
);

CREATE TABLE locations (
    id         TEXT PRIMARY KEY,
    hash       TEXT NOT NULL,
    doc        TEXT NOT NULL,
    updated_at INTEGER NOT NULL
);

CREATE TABLE listings (
    id              TEXT PRIMARY KEY,
    slug            TEXT NOT NULL,
    status          TEXT NOT NULL,
    source          TEXT NOT NULL,
    external_id     TEXT NOT NULL,
    organization_id TEXT NOT NULL,
    version         INTEGER NOT NULL,
    hash            TEXT NOT NULL,
    feed_hash       TEXT NOT NULL,
    doc             TEXT NOT NULL,
    created_at      INTEGER NOT NULL,
    updated_at      INTEGER NOT NULL
);
CREATE INDEX listings_by_source ON listings (source, status);
CREATE INDEX listings_by_organization ON listings (organization_id);

CREATE TABLE listing_locations (
    listing_id  TEXT NOT NULL,
    location_id TEXT NOT NULL,
    PRIMARY KEY (listing_id, location_id)
) WITHOUT ROWID;
CREATE INDEX listing_locations_by_location ON listing_locations (location_id);

CREATE TABLE changes (
    seq        INTEGER PRIMARY KEY,
    kind       TEXT NOT NULL,
    listing_id TEXT NOT NULL,
    version    INTEGER NOT NULL,
    at         INTEGER NOT NULL,
    author     TEXT NOT NULL,
    doc        TEXT NOT NULL
);
CREATE INDEX changes_by_listing ON changes (listing_id, seq);

CREATE TABLE tombstones (
    id  TEXT PRIMARY KEY,
    doc TEXT NOT NULL,
    at  INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE postcodes (
    code    TEXT PRIMARY KEY,
    lon     REAL NOT NULL,
    lat     REAL NOT NULL,
    council TEXT NOT NULL
) WITHOUT ROWID;
