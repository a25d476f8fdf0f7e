"""The log's functions and triggers: the fence, immutability, and append in one round trip."""

from django.db import migrations

# Two constants of es_core; every inserting transaction holds this advisory lock shared until it ends.
FENCE = "1163067393, 1"

FENCE_SQL = f"""
CREATE FUNCTION es_fence() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- A statement trigger runs before the first position is drawn: who holds a position, holds the fence.
    PERFORM pg_advisory_xact_lock_shared({FENCE});
    RETURN NULL;
END $$;

CREATE TRIGGER es_event_fence BEFORE INSERT ON es_event
    FOR EACH STATEMENT EXECUTE FUNCTION es_fence();
ALTER TABLE es_event ENABLE ALWAYS TRIGGER es_event_fence;
"""

IMMUTABLE_SQL = """
CREATE FUNCTION es_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Resets between tests: TRUNCATE alone, in a test database alone, where the session asks for it.
    IF TG_OP = 'TRUNCATE' AND current_database() LIKE 'test\\_%'
       AND current_setting('es_core.test_reset', true) = 'on' THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'the event log is append-only: % refused', TG_OP USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER es_event_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON es_event
    FOR EACH STATEMENT EXECUTE FUNCTION es_refuse_change();
ALTER TABLE es_event ENABLE ALWAYS TRIGGER es_event_immutable;
"""

APPEND_SQL = """
CREATE FUNCTION es_append(doc jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    key bigint;
    actuals integer[];
    stale integer;
    answered jsonb;
    drawn bigint[];
    recorded timestamptz := clock_timestamp();
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'es_append needs READ COMMITTED: under % the check would read an old snapshot',
            current_setting('transaction_isolation');
    END IF;
    IF current_setting('synchronous_commit') = 'off' THEN
        RAISE EXCEPTION 'es_append needs synchronous_commit: an accepted command must survive a crash';
    END IF;
    IF jsonb_array_length(doc->'streams') > 500 THEN
        RAISE EXCEPTION 'es_append takes at most 500 streams, got %', jsonb_array_length(doc->'streams');
    END IF;

    -- Locks first, in one order for all, so that no two appends can wait for each other.
    FOR key IN
        SELECT DISTINCT hashtextextended(id, 0) AS k FROM (
            SELECT s->>'id' AS id FROM jsonb_array_elements(doc->'streams') s
            UNION ALL SELECT * FROM jsonb_array_elements_text(doc->'once')
        ) named ORDER BY k
    LOOP
        PERFORM pg_advisory_xact_lock(key);
    END LOOP;

    IF jsonb_array_length(doc->'once') > 0 THEN
        SELECT jsonb_build_object('repeated', jsonb_build_object(
                   'fingerprint', fingerprint, 'positions', to_jsonb(positions)))
          INTO answered FROM es_command
         WHERE status = 'accepted'
           AND command_id IN (SELECT o::uuid FROM jsonb_array_elements_text(doc->'once') o)
         LIMIT 1;
        IF answered IS NOT NULL THEN
            RETURN answered;
        END IF;
    END IF;

    -- Each statement has its own snapshot, so this sees what the lock's last holder committed.
    SELECT array_agg(actual ORDER BY ord),
           min(ord) FILTER (WHERE expected >= 0 AND actual <> expected OR expected = -2 AND actual = 0)
      INTO actuals, stale
      FROM (
        SELECT ord, (s->>'expected')::integer AS expected,
               coalesce((SELECT e.version FROM es_event e WHERE e.stream_id = (s->>'id')::uuid
                          ORDER BY e.version DESC LIMIT 1), 0) AS actual
          FROM jsonb_array_elements(doc->'streams') WITH ORDINALITY AS t(s, ord)
      ) versions;
    IF stale IS NOT NULL THEN
        RETURN jsonb_build_object('conflict', jsonb_build_object('stream', stale - 1, 'actual', actuals[stale]));
    END IF;

    WITH appended AS (
        INSERT INTO es_event (event_id, stream_type, stream_id, version, event_type, schema_version, data,
                              metadata, command_id, causation_id, correlation_id, actor_id, recorded_at)
        SELECT (e->>'id')::uuid, doc->'streams'->(e->>'stream')::integer->>'type',
               (doc->'streams'->(e->>'stream')::integer->>'id')::uuid,
               actuals[(e->>'stream')::integer + 1] + (e->>'nth')::integer,
               e->>'type', (e->>'schema')::smallint, e->'data',
               doc->'metadata', (e->>'command')::uuid, (doc->>'causation_id')::uuid,
               (doc->>'correlation_id')::uuid, (doc->>'actor_id')::uuid, recorded
          FROM jsonb_array_elements(doc->'events') WITH ORDINALITY AS t(e, ord)
         ORDER BY ord
        RETURNING position
    )
    SELECT array_agg(position ORDER BY position) INTO drawn FROM appended;

    INSERT INTO es_command (command_id, name, stream_type, stream_id, actor_id, channel, payload, fingerprint,
                            address, agent, correlation_id, causation_id, status, reason, positions,
                            started_at, duration_ms)
    SELECT (c->>'id')::uuid, c->>'name', c->>'stream_type', (c->>'stream_id')::uuid, (doc->>'actor_id')::uuid,
           doc->>'channel', c->'payload', c->>'fingerprint', (doc->>'address')::inet, doc->>'agent',
           (doc->>'correlation_id')::uuid, (doc->>'causation_id')::uuid, 'accepted', '',
           coalesce((SELECT array_agg(drawn[n::integer + 1] ORDER BY n::integer)
                       FROM jsonb_array_elements_text(c->'events') n), '{}'),
           (doc->>'started_at')::timestamptz,
           extract(epoch FROM clock_timestamp() - (doc->>'started_at')::timestamptz) * 1000
      FROM jsonb_array_elements(doc->'commands') c;

    RETURN jsonb_build_object('positions', to_jsonb(coalesce(drawn, '{}')), 'actuals', to_jsonb(actuals));
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("es_core", "0001_initial")]

    operations = [
        migrations.RunSQL(FENCE_SQL, "DROP TRIGGER es_event_fence ON es_event; DROP FUNCTION es_fence();"),
        migrations.RunSQL(
            IMMUTABLE_SQL, "DROP TRIGGER es_event_immutable ON es_event; DROP FUNCTION es_refuse_change();"
        ),
        migrations.RunSQL(APPEND_SQL, "DROP FUNCTION es_append(jsonb);"),
    ]
