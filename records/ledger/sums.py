"""What a rollup sums up, as SQL that SQLite and PostgreSQL both speak: the truth that what was added is compared with."""

from __future__ import annotations

from collections.abc import Mapping

HOUR, DAY = 3_600_000_000, 86_400_000_000  # microseconds; days and hours are those of UTC
SPANS: Mapping[str, int] = {"hour": HOUR, "day": DAY}
# A dimension and the column that its names come from. A tag's name is "name=value", and an entry has as many as it has tags.
DIMENSIONS: Mapping[str, str] = {
    "all": "''",
    "provider": "provider",
    "model": "target",
    "route": "route",
    "key": "key",
    "user": '"user"',
    "service": "service",
    "customer": "customer",
}
TAG = "tag"
PLACE = ("span", "dimension", "start", "organization", "name")  # the rollups' primary key


def _attempts(condition: str) -> str:
    """How many attempts it holds of; a correction is none."""
    return f"SUM(CASE WHEN revision = 0 AND {condition} THEN 1 ELSE 0 END)"


SUMS: Mapping[str, str] = {
    "attempts": _attempts("1 = 1"),
    "requests": _attempts("status < 400"),
    "errors": _attempts("status >= 400"),
    "status_4xx": _attempts("status BETWEEN 400 AND 499"),
    "status_5xx": _attempts("status >= 500"),
    "abandoned": _attempts("status = 499"),
    "streamed": _attempts("streamed"),
    "estimated": _attempts("estimated <> ''"),
    "cache_hits": _attempts("cache IN ('hit', 'coalesced')"),
    "corrections": "SUM(CASE WHEN revision = 0 THEN 0 ELSE 1 END)",
    **{
        bucket: f"SUM({bucket})"
        for bucket in (
            *("input", "cache_read", "cache_write_5m", "cache_write_1h", "audio_in", "image_in", "tool_in"),
            *("output", "reasoning", "audio_out", "image_out", "searches"),
        )
    },
    "cost": "SUM(cost)",
    "charged": "SUM(charged)",
    "provider_cost": "SUM(COALESCE(provider_cost, 0))",
    "saved": "SUM(saved)",
    "latency_us": "SUM(CASE WHEN revision = 0 THEN latency_us ELSE 0 END)",
    "ttft_us": "SUM(CASE WHEN revision = 0 THEN COALESCE(ttft_us, 0) ELSE 0 END)",
    "ttft_count": _attempts("ttft_us IS NOT NULL"),
}
TAGS_OF = {"sqlite": "json_each({0}.tags)", "postgresql": "json_each_text({0}.tags::json)"}  # rows of key and value


def rolled(source: str, kind: str) -> str:
    """A WITH clause's tables: `hours` and `days` are the rollups of the entries in the named table, in the order of PLACE and SUMS."""
    one_by_one = " UNION ALL ".join(
        f"SELECT '{dimension}' AS dimension, {column} AS name, {source}.* FROM {source}" for dimension, column in DIMENSIONS.items()
    )
    tags = f"SELECT '{TAG}', tag.key || '=' || tag.value, {source}.* FROM {source}, {TAGS_OF[kind].format(source)} AS tag"
    sums = ", ".join(f"CAST({expression} AS BIGINT) AS {name}" for name, expression in SUMS.items())
    again = ", ".join(f"CAST(SUM({name}) AS BIGINT) AS {name}" for name in SUMS)
    day = f"start - start % {DAY}"
    return (
        f"seen AS ({one_by_one} UNION ALL {tags} WHERE {source}.tags <> '{{}}'), "
        f"hours AS (SELECT 'hour' AS span, dimension, at - at % {HOUR} AS start, organization, name, {sums} "
        "FROM seen GROUP BY 2, 3, 4, 5), "
        f"days AS (SELECT 'day' AS span, dimension, {day} AS start, organization, name, {again} "
        f"FROM hours GROUP BY dimension, {day}, organization, name)"
    )


def _upsert() -> str:
    place = ", ".join(PLACE)
    return f"ON CONFLICT ({place}) DO UPDATE SET " + ", ".join(f"{name} = rollups.{name} + excluded.{name}" for name in SUMS)


# What an INSERT into the rollups ends with. It goes in the order of the primary key, so that two who add to the same rows
# wait for each other, and never for ever.
UPSERT = _upsert()
