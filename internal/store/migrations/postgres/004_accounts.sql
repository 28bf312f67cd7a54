-- +goose Up
-- Who signs in. last_seen_at is 0 for one who was given a role and has not yet.
CREATE TABLE users (
    id           TEXT COLLATE "C" PRIMARY KEY,
    email        TEXT COLLATE "C" NOT NULL UNIQUE,
    created_at   BIGINT NOT NULL,
    last_seen_at BIGINT NOT NULL
);

-- What they may do, and where. granted_by is a user's id, also of one who is
-- gone; it is empty for the command line.
CREATE TABLE grants (
    user_id    TEXT COLLATE "C" NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    role       TEXT COLLATE "C" NOT NULL,
    scope_kind TEXT COLLATE "C" NOT NULL,
    scope_id   TEXT COLLATE "C" NOT NULL,
    granted_by TEXT COLLATE "C" NOT NULL,
    granted_at BIGINT NOT NULL,
    PRIMARY KEY (user_id, role, scope_kind, scope_id)
);
CREATE INDEX grants_by_scope ON grants (scope_kind, scope_id, role);

-- Ways in that were sent out. Hashes are keyed. code_hash is empty where there
-- is only a link, browser_hash where any browser may use it; tries counts the
-- codes that were tried; spent_at is 0 until it was used, and email is empty
-- from then on.
CREATE TABLE sign_ins (
    id           TEXT COLLATE "C" PRIMARY KEY,
    link_hash    TEXT COLLATE "C" NOT NULL UNIQUE,
    code_hash    TEXT COLLATE "C" NOT NULL,
    browser_hash TEXT COLLATE "C" NOT NULL,
    email        TEXT COLLATE "C" NOT NULL,
    expires_at   BIGINT NOT NULL,
    tries        BIGINT NOT NULL,
    spent_at     BIGINT NOT NULL
);
CREATE INDEX sign_ins_by_expiry ON sign_ins (expires_at);

-- Browsers that are signed in. Of what they are only a word or two is kept.
CREATE TABLE sessions (
    id           TEXT COLLATE "C" PRIMARY KEY,
    token_hash   TEXT COLLATE "C" NOT NULL UNIQUE,
    user_id      TEXT COLLATE "C" NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    browser      TEXT COLLATE "C" NOT NULL,
    system       TEXT COLLATE "C" NOT NULL,
    created_at   BIGINT NOT NULL,
    last_seen_at BIGINT NOT NULL
);
CREATE INDEX sessions_by_user ON sessions (user_id);
