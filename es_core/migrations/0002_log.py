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
    streams jsonb := doc->'streams';
    events jsonb := doc->'events';
    commands jsonb := doc->'commands';
    once uuid[] := ARRAY(SELECT jsonb_array_elements_text(doc->'once')::uuid);
    ids uuid[];
    types text[];
    expected integer[];
    actual integer;
    actuals integer[];
    key bigint;
    answered jsonb;
    drawn bigint[];
    actor uuid := doc->>'actor_id';
    correlation uuid := doc->>'correlation_id';
    causation uuid := doc->>'causation_id';
    recorded timestamptz := clock_timestamp();
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'es_append needs READ COMMITTED: under % the check would read an old snapshot',
            current_setting('transaction_isolation');
    END IF;
    IF current_setting('synchronous_commit') = 'off' THEN
        RAISE EXCEPTION 'es_append needs synchronous_commit: an accepted command must survive a crash';
    END IF;

    IF jsonb_array_length(streams) = 1 THEN
        ids := ARRAY[(streams->0->>'id')::uuid];
        types := ARRAY[streams->0->>'type'];
        expected := ARRAY[(streams->0->>'expected')::integer];
    ELSIF jsonb_array_length(streams) <= 500 THEN
        SELECT array_agg((s->>'id')::uuid ORDER BY ord), array_agg(s->>'type' ORDER BY ord),
               array_agg((s->>'expected')::integer ORDER BY ord)
          INTO ids, types, expected
          FROM jsonb_array_elements(streams) WITH ORDINALITY AS t(s, ord);
    ELSE
        RAISE EXCEPTION 'es_append takes at most 500 streams, got %', jsonb_array_length(streams);
    END IF;

    -- Locks first, in one order for all, so that no two appends can wait for each other.
    IF cardinality(ids) = 1 AND cardinality(once) = 0 THEN
        PERFORM pg_advisory_xact_lock(uuid_hash_extended(ids[1], 0));
    ELSE
        FOR key IN SELECT DISTINCT uuid_hash_extended(id, 0) AS k FROM unnest(ids || once) id ORDER BY k LOOP
            PERFORM pg_advisory_xact_lock(key);
        END LOOP;
    END IF;

    IF cardinality(once) > 0 THEN
        SELECT jsonb_build_object('repeated', jsonb_build_object(
                   'fingerprint', fingerprint, 'positions', to_jsonb(positions)))
          INTO answered FROM es_command
         WHERE status = 'accepted' AND command_id = ANY(once) LIMIT 1;
        IF FOUND THEN
            RETURN answered;
        END IF;
    END IF;

    -- Each statement has its own snapshot, so this sees what the lock's last holder committed.
    FOR i IN 1 .. cardinality(ids) LOOP
        SELECT version INTO actual FROM es_event WHERE stream_id = ids[i] ORDER BY version DESC LIMIT 1;
        actual := coalesce(actual, 0);
        IF expected[i] >= 0 AND actual <> expected[i] OR expected[i] = -2 AND actual = 0 THEN
            RETURN jsonb_build_object('conflict', jsonb_build_object('stream', i - 1, 'actual', actual));
        END IF;
        actuals[i] := actual;
    END LOOP;

    IF jsonb_array_length(events) > 0 THEN
        WITH appended AS (
            INSERT INTO es_event (event_id, stream_type, stream_id, version, event_type, schema_version, data,
                                  metadata, command_id, causation_id, correlation_id, actor_id, recorded_at)
            SELECT (e->>'id')::uuid, types[s], ids[s], actuals[s] + (e->>'nth')::integer,
                   e->>'type', (e->>'schema')::smallint, e->'data',
                   doc->'metadata', (e->>'command')::uuid, causation, correlation, actor, recorded
              FROM jsonb_array_elements(events) WITH ORDINALITY AS t(e, ord),
                   LATERAL (SELECT (e->>'stream')::integer + 1) AS at(s)
             ORDER BY ord
            RETURNING position
        )
        SELECT array_agg(position ORDER BY position) INTO drawn FROM appended;
    END IF;

    IF jsonb_array_length(commands) > 0 THEN
        INSERT INTO es_command (command_id, name, stream_type, stream_id, actor_id, channel, payload, fingerprint,
                                address, agent, correlation_id, causation_id, status, reason, positions,
                                started_at, duration_ms)
        SELECT (c->>'id')::uuid, c->>'name', c->>'stream_type', (c->>'stream_id')::uuid, actor,
               doc->>'channel', c->'payload', c->>'fingerprint', (doc->>'address')::inet, doc->>'agent',
               correlation, causation, 'accepted', '',
               ARRAY(SELECT drawn[n::integer + 1] FROM jsonb_array_elements_text(c->'events') n ORDER BY 1),
               (doc->>'started_at')::timestamptz,
               extract(epoch FROM recorded - (doc->>'started_at')::timestamptz) * 1000
          FROM jsonb_array_elements(commands) c;
    END IF;

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
