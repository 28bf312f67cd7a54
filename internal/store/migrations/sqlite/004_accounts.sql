-- +goose Up
-- Who signs in. last_seen_at is 0 for one who was given a role and has not yet.
CREATE TABLE users (
    id           TEXT PRIMARY KEY,
    email        TEXT NOT NULL UNIQUE,
    created_at   INTEGER NOT NULL,
    last_seen_at INTEGER NOT NULL
) WITHOUT ROWID;

-- What they may do, and where. granted_by is a user's id, also of one who is
-- gone; it is empty for the command line.
CREATE TABLE grants (
    user_id    TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    role       TEXT NOT NULL,
    scope_kind TEXT NOT NULL,
    scope_id   TEXT NOT NULL,
    granted_by TEXT NOT NULL,
    granted_at INTEGER NOT NULL,
    PRIMARY KEY (user_id, role, scope_kind, scope_id)
) WITHOUT ROWID;
CREATE INDEX grants_by_scope ON grants (scope_kind, scope_id, role);

-- Ways in that were sent out. Hashes are keyed. code_hash is empty where there
-- is only a link, browser_hash where any browser may use it; tries counts the
-- codes that were tried; spent_at is 0 until it was used, and email is empty
-- from then on.
CREATE TABLE sign_ins (
    id           TEXT PRIMARY KEY,
    link_hash    TEXT NOT NULL UNIQUE,
    code_hash    TEXT NOT NULL,
    browser_hash TEXT NOT NULL,
    email        TEXT NOT NULL,
    expires_at   INTEGER NOT NULL,
    tries        INTEGER NOT NULL,
    spent_at     INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX sign_ins_by_expiry ON sign_ins (expires_at);

-- Browsers that are signed in. Of what they are only a word or two is kept.
CREATE TABLE sessions (
    id           TEXT PRIMARY KEY,
    token_hash   TEXT NOT NULL UNIQUE,
    user_id      TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    browser      TEXT NOT NULL,
    system       TEXT NOT NULL,
    created_at   INTEGER NOT NULL,
    last_seen_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX sessions_by_user ON sessions (user_id);
