-- The ledger: entries, their sums by hour and by day, and how far each journal is booked.

CREATE TABLE entries (
    at BIGINT NOT NULL,
    request_id TEXT NOT NULL,
    attempt INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    "key" TEXT NOT NULL,
    organization TEXT NOT NULL,
    user TEXT NOT NULL,
    service TEXT NOT NULL,
    customer TEXT NOT NULL,
    tags TEXT NOT NULL,
    model TEXT NOT NULL,
    route TEXT NOT NULL,
    provider TEXT NOT NULL,
    target TEXT NOT NULL,
    status INTEGER NOT NULL,
    problem TEXT NOT NULL,
    finish TEXT NOT NULL,
    streamed BOOLEAN NOT NULL,
    cache TEXT NOT NULL,
    input BIGINT NOT NULL,
    cache_read BIGINT NOT NULL,
    cache_write_5m BIGINT NOT NULL,
    cache_write_1h BIGINT NOT NULL,
    audio_in BIGINT NOT NULL,
    image_in BIGINT NOT NULL,
    tool_in BIGINT NOT NULL,
    output BIGINT NOT NULL,
    reasoning BIGINT NOT NULL,
    audio_out BIGINT NOT NULL,
    image_out BIGINT NOT NULL,
    searches BIGINT NOT NULL,
    provider_said TEXT,
    estimated TEXT NOT NULL,
    cost BIGINT NOT NULL,
    costs TEXT NOT NULL,
    provider_cost BIGINT,
    charged BIGINT NOT NULL,
    saved BIGINT NOT NULL,
    price TEXT NOT NULL,
    latency_us BIGINT NOT NULL,
    ttft_us BIGINT,
    why TEXT NOT NULL,
    PRIMARY KEY (at, request_id, attempt, revision)
);

CREATE INDEX entries_customer ON entries (customer, at);

CREATE INDEX entries_failed ON entries (at) WHERE status >= 400;

CREATE INDEX entries_key ON entries ("key", at);

CREATE INDEX entries_organization ON entries (organization, at);

CREATE INDEX entries_request ON entries (request_id);

CREATE INDEX entries_service ON entries (service, at);

CREATE INDEX entries_target ON entries (target, at);

CREATE INDEX entries_user ON entries (user, at);

CREATE TABLE rollups (
    span TEXT NOT NULL,
    dimension TEXT NOT NULL,
    start BIGINT NOT NULL,
    organization TEXT NOT NULL,
    name TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    requests BIGINT NOT NULL,
    errors BIGINT NOT NULL,
    status_4xx BIGINT NOT NULL,
    status_5xx BIGINT NOT NULL,
    abandoned BIGINT NOT NULL,
    streamed BIGINT NOT NULL,
    estimated BIGINT NOT NULL,
    cache_hits BIGINT NOT NULL,
    corrections BIGINT NOT NULL,
    input BIGINT NOT NULL,
    cache_read BIGINT NOT NULL,
    cache_write_5m BIGINT NOT NULL,
    cache_write_1h BIGINT NOT NULL,
    audio_in BIGINT NOT NULL,
    image_in BIGINT NOT NULL,
    tool_in BIGINT NOT NULL,
    output BIGINT NOT NULL,
    reasoning BIGINT NOT NULL,
    audio_out BIGINT NOT NULL,
    image_out BIGINT NOT NULL,
    searches BIGINT NOT NULL,
    cost BIGINT NOT NULL,
    charged BIGINT NOT NULL,
    provider_cost BIGINT NOT NULL,
    saved BIGINT NOT NULL,
    latency_us BIGINT NOT NULL,
    ttft_us BIGINT NOT NULL,
    ttft_count BIGINT NOT NULL,
    PRIMARY KEY (span, dimension, start, organization, name)
) WITHOUT ROWID;

CREATE INDEX rollups_name ON rollups (dimension, name, span, start);

CREATE INDEX rollups_organization ON rollups (organization, dimension, span, start);

CREATE TABLE positions (
    journal TEXT NOT NULL,
    segment BIGINT NOT NULL,
    "offset" BIGINT NOT NULL,
    PRIMARY KEY (journal)
) WITHOUT ROWID;
