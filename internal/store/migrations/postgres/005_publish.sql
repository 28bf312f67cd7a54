-- +goose Up
-- What is written before people see it. listing_id is the published listing that
-- it would change, empty for a new one; doc is that listing as it would be, and
-- base as it was published when the draft began from it. act_id names the act
-- that is publishing it just now, since act_at; it is empty else.
CREATE TABLE drafts (
    id                TEXT COLLATE "C" PRIMARY KEY,
    listing_id        TEXT COLLATE "C" NOT NULL,
    organization_id   TEXT COLLATE "C" NOT NULL,
    author            TEXT COLLATE "C" NOT NULL,
    state             TEXT COLLATE "C" NOT NULL,
    version           BIGINT NOT NULL,
    base_version      BIGINT NOT NULL,
    doc               TEXT NOT NULL,
    base              TEXT NOT NULL,
    note              TEXT NOT NULL,
    act_id            TEXT COLLATE "C" NOT NULL,
    act_at            BIGINT NOT NULL,
    created_at        BIGINT NOT NULL,
    updated_at        BIGINT NOT NULL,
    submitted_at      BIGINT NOT NULL,
    published_version BIGINT NOT NULL
);
CREATE INDEX drafts_by_organization ON drafts (organization_id, id);
CREATE INDEX drafts_by_listing ON drafts (listing_id, id);
CREATE INDEX drafts_by_state ON drafts (state, submitted_at, id);
CREATE INDEX drafts_in_hand ON drafts (act_at, id) WHERE act_id <> '';

-- Who did what, and why; what they wrote into the change log bears the act's id.
-- done is 0 until an act that writes there is known to be through; unsafe is 1
-- for what was done about a report of something unsafe.
CREATE TABLE acts (
    id              TEXT COLLATE "C" PRIMARY KEY,
    deed            TEXT COLLATE "C" NOT NULL,
    role            TEXT COLLATE "C" NOT NULL,
    user_id         TEXT COLLATE "C" NOT NULL,
    listing_id      TEXT COLLATE "C" NOT NULL,
    draft_id        TEXT COLLATE "C" NOT NULL,
    draft_version   BIGINT NOT NULL,
    organization_id TEXT COLLATE "C" NOT NULL,
    why             TEXT NOT NULL,
    unsafe          BIGINT NOT NULL,
    done            BIGINT NOT NULL,
    at              BIGINT NOT NULL
);
CREATE INDEX acts_by_listing ON acts (listing_id, id);
CREATE INDEX acts_by_draft ON acts (draft_id, id);
CREATE INDEX acts_by_organization ON acts (organization_id, id);

-- The organisations whose drafts are published at once.
CREATE TABLE trusted_organizations (
    organization_id TEXT COLLATE "C" PRIMARY KEY,
    act_id          TEXT COLLATE "C" NOT NULL
);

-- Listings that were found to be another one. done is 0 while it is under way.
CREATE TABLE merges (
    drop_id      TEXT COLLATE "C" PRIMARY KEY,
    keep_id      TEXT COLLATE "C" NOT NULL,
    drop_version BIGINT NOT NULL,
    keep_version BIGINT NOT NULL,
    fields       TEXT NOT NULL,
    act_id       TEXT COLLATE "C" NOT NULL,
    done         BIGINT NOT NULL,
    at           BIGINT NOT NULL
);
CREATE INDEX merges_by_keep ON merges (keep_id);

-- Pairs that look the same and are not; one comes before other.
CREATE TABLE not_duplicates (
    one    TEXT COLLATE "C" NOT NULL,
    other  TEXT COLLATE "C" NOT NULL,
    act_id TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (one, other)
);

-- What moderators look for among listings, taken from the change log up to the
-- number in moderation_follows. checked_at is when it was checked, or else when
-- it came here; gone is 1 once it was deleted.
CREATE TABLE moderation_listings (
    listing_id      TEXT COLLATE "C" PRIMARY KEY,
    organization_id TEXT COLLATE "C" NOT NULL,
    name            TEXT NOT NULL,
    status          TEXT COLLATE "C" NOT NULL,
    checked_at      BIGINT NOT NULL,
    gone            BIGINT NOT NULL
);
CREATE INDEX moderation_listings_by_check ON moderation_listings (checked_at, listing_id);

-- What two listings that are the same would share, hashed, and what it is.
CREATE TABLE moderation_keys (
    key        TEXT COLLATE "C" NOT NULL,
    listing_id TEXT COLLATE "C" NOT NULL,
    same       TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (key, listing_id)
);
CREATE INDEX moderation_keys_by_listing ON moderation_keys (listing_id);

CREATE TABLE moderation_follows (
    id  INTEGER PRIMARY KEY CHECK (id = 1),
    seq BIGINT NOT NULL
);
INSERT INTO moderation_follows (id, seq) VALUES (1, 0);

-- People who say that they speak for an organisation. code_hash is keyed, and
-- empty where no code is out; codes counts those that were given, tries those
-- that were tried since the last.
CREATE TABLE claims (
    id              TEXT COLLATE "C" PRIMARY KEY,
    organization_id TEXT COLLATE "C" NOT NULL,
    user_id         TEXT COLLATE "C" NOT NULL,
    how             TEXT COLLATE "C" NOT NULL,
    state           TEXT COLLATE "C" NOT NULL,
    contested       BIGINT NOT NULL,
    code_hash       TEXT COLLATE "C" NOT NULL,
    codes           BIGINT NOT NULL,
    tries           BIGINT NOT NULL,
    expires_at      BIGINT NOT NULL,
    created_at      BIGINT NOT NULL,
    decided_at      BIGINT NOT NULL
);
CREATE INDEX claims_by_organization ON claims (organization_id, id);
CREATE INDEX claims_by_user ON claims (user_id, id);
CREATE INDEX claims_by_state ON claims (state, id);

-- The organisations that were ever claimed: a row to hold on to while a claim is
-- made, so that one of two comes first.
CREATE TABLE claimed_organizations (
    organization_id TEXT COLLATE "C" PRIMARY KEY
);
