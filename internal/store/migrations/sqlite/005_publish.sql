-- +goose Up
-- What is written before people see it. listing_id is the published listing that
-- it would change, empty for a new one; doc is that listing as it would be, and
-- base as it was published when the draft began from it. act_id names the act
-- that is publishing it just now, since act_at; it is empty else.
CREATE TABLE drafts (
    id                TEXT PRIMARY KEY,
    listing_id        TEXT NOT NULL,
    organization_id   TEXT NOT NULL,
    author            TEXT NOT NULL,
    state             TEXT NOT NULL,
    version           INTEGER NOT NULL,
    base_version      INTEGER NOT NULL,
    doc               TEXT NOT NULL,
    base              TEXT NOT NULL,
    note              TEXT NOT NULL,
    act_id            TEXT NOT NULL,
    act_at            INTEGER NOT NULL,
    created_at        INTEGER NOT NULL,
    updated_at        INTEGER NOT NULL,
    submitted_at      INTEGER NOT NULL,
    published_version INTEGER NOT NULL
);
CREATE INDEX drafts_by_organization ON drafts (organization_id, id);
CREATE INDEX drafts_by_listing ON drafts (listing_id, id);
CREATE INDEX drafts_by_state ON drafts (state, submitted_at, id);
CREATE INDEX drafts_in_hand ON drafts (act_at, id) WHERE act_id <> '';

-- Who did what, and why; what they wrote into the change log bears the act's id.
-- done is 0 until an act that writes there is known to be through; unsafe is 1
-- for what was done about a report of something unsafe.
CREATE TABLE acts (
    id              TEXT PRIMARY KEY,
    deed            TEXT NOT NULL,
    role            TEXT NOT NULL,
    user_id         TEXT NOT NULL,
    listing_id      TEXT NOT NULL,
    draft_id        TEXT NOT NULL,
    draft_version   INTEGER NOT NULL,
    organization_id TEXT NOT NULL,
    why             TEXT NOT NULL,
    unsafe          INTEGER NOT NULL,
    done            INTEGER NOT NULL,
    at              INTEGER NOT NULL
);
CREATE INDEX acts_by_listing ON acts (listing_id, id);
CREATE INDEX acts_by_draft ON acts (draft_id, id);
CREATE INDEX acts_by_organization ON acts (organization_id, id);

-- The organisations whose drafts are published at once.
CREATE TABLE trusted_organizations (
    organization_id TEXT PRIMARY KEY,
    act_id          TEXT NOT NULL
);

-- Listings that were found to be another one. done is 0 while it is under way.
CREATE TABLE merges (
    drop_id      TEXT PRIMARY KEY,
    keep_id      TEXT NOT NULL,
    drop_version INTEGER NOT NULL,
    keep_version INTEGER NOT NULL,
    fields       TEXT NOT NULL,
    act_id       TEXT NOT NULL,
    done         INTEGER NOT NULL,
    at           INTEGER NOT NULL
);
CREATE INDEX merges_by_keep ON merges (keep_id);

-- Pairs that look the same and are not; one comes before other.
CREATE TABLE not_duplicates (
    one    TEXT NOT NULL,
    other  TEXT NOT NULL,
    act_id TEXT NOT NULL,
    PRIMARY KEY (one, other)
);

-- What moderators look for among listings, taken from the change log up to the
-- number in moderation_follows. checked_at is when it was checked, or else when
-- it came here; gone is 1 once it was deleted.
CREATE TABLE moderation_listings (
    listing_id      TEXT PRIMARY KEY,
    organization_id TEXT NOT NULL,
    name            TEXT NOT NULL,
    status          TEXT NOT NULL,
    checked_at      INTEGER NOT NULL,
    gone            INTEGER NOT NULL
);
CREATE INDEX moderation_listings_by_check ON moderation_listings (checked_at, listing_id);

-- What two listings that are the same would share, hashed, and what it is.
CREATE TABLE moderation_keys (
    key        TEXT NOT NULL,
    listing_id TEXT NOT NULL,
    same       TEXT NOT NULL,
    PRIMARY KEY (key, listing_id)
);
CREATE INDEX moderation_keys_by_listing ON moderation_keys (listing_id);

CREATE TABLE moderation_follows (
    id  INTEGER PRIMARY KEY CHECK (id = 1),
    seq INTEGER NOT NULL
);
INSERT INTO moderation_follows (id, seq) VALUES (1, 0);

-- People who say that they speak for an organisation. code_hash is keyed, and
-- empty where no code is out; codes counts those that were given, tries those
-- that were tried since the last.
CREATE TABLE claims (
    id              TEXT PRIMARY KEY,
    organization_id TEXT NOT NULL,
    user_id         TEXT NOT NULL,
    how             TEXT NOT NULL,
    state           TEXT NOT NULL,
    contested       INTEGER NOT NULL,
    code_hash       TEXT NOT NULL,
    codes           INTEGER NOT NULL,
    tries           INTEGER NOT NULL,
    expires_at      INTEGER NOT NULL,
    created_at      INTEGER NOT NULL,
    decided_at      INTEGER NOT NULL
);
CREATE INDEX claims_by_organization ON claims (organization_id, id);
CREATE INDEX claims_by_user ON claims (user_id, id);
CREATE INDEX claims_by_state ON claims (state, id);

-- The organisations that were ever claimed: a row to hold on to while a claim is
-- made, so that one of two comes first.
CREATE TABLE claimed_organizations (
    organization_id TEXT PRIMARY KEY
);
