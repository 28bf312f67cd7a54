-- +goose Up
-- The change log's numbers come from one row, taken last in each transaction:
-- whoever reads "after n" then never misses one.
CREATE TABLE counter (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    n  BIGINT NOT NULL
);
INSERT INTO counter (id, n) VALUES (1, 0);

CREATE TABLE settings (
    name  TEXT COLLATE "C" PRIMARY KEY,
    value TEXT COLLATE "C" NOT NULL
);

CREATE TABLE organizations (
    id         TEXT COLLATE "C" PRIMARY KEY,
    hash       TEXT COLLATE "C" NOT NULL,
    doc        TEXT NOT NULL,
    updated_at BIGINT NOT NULL
);

CREATE TABLE locations (
    id         TEXT COLLATE "C" PRIMARY KEY,
    hash       TEXT COLLATE "C" NOT NULL,
    doc        TEXT NOT NULL,
    updated_at BIGINT NOT NULL
);

CREATE TABLE listings (
    id              TEXT COLLATE "C" PRIMARY KEY,
    slug            TEXT COLLATE "C" NOT NULL,
    status          TEXT COLLATE "C" NOT NULL,
    source          TEXT COLLATE "C" NOT NULL,
    external_id     TEXT COLLATE "C" NOT NULL,
    organization_id TEXT COLLATE "C" NOT NULL,
    version         BIGINT NOT NULL,
    hash            TEXT COLLATE "C" NOT NULL,
    feed_hash       TEXT COLLATE "C" NOT NULL,
    doc             TEXT NOT NULL,
    created_at      BIGINT NOT NULL,
    updated_at      BIGINT NOT NULL
);
CREATE INDEX listings_by_source ON listings (source, status);
CREATE INDEX listings_by_organization ON listings (organization_id);

CREATE TABLE listing_locations (
    listing_id  TEXT COLLATE "C" NOT NULL,
    location_id TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (listing_id, location_id)
);
CREATE INDEX listing_locations_by_location ON listing_locations (location_id);

CREATE TABLE changes (
    seq        BIGINT PRIMARY KEY,
    kind       TEXT COLLATE "C" NOT NULL,
    listing_id TEXT COLLATE "C" NOT NULL,
    version    BIGINT NOT NULL,
    at         BIGINT NOT NULL,
    author     TEXT COLLATE "C" NOT NULL,
    doc        TEXT NOT NULL
);
CREATE INDEX changes_by_listing ON changes (listing_id, seq);

CREATE TABLE tombstones (
    id  TEXT COLLATE "C" PRIMARY KEY,
    doc TEXT NOT NULL,
    at  BIGINT NOT NULL
);

CREATE TABLE postcodes (
    code    TEXT COLLATE "C" PRIMARY KEY,
    lon     DOUBLE PRECISION NOT NULL,
    lat     DOUBLE PRECISION NOT NULL,
    council TEXT COLLATE "C" NOT NULL
);
