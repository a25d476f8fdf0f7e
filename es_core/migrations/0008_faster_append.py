"""`es_append` once more, faster: events and streams come as arrays by place, one event is inserted without a set."""

from importlib import import_module

from django.db import migrations

BEFORE_SQL = import_module("es_core.migrations.0002_log").APPEND_SQL.replace("CREATE FUNC", "CREATE OR REPLACE FUNC")
APPEND_SQL = """
CREATE OR REPLACE FUNCTION es_append(doc jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    streams CONSTANT jsonb := doc->'streams';  -- each [id, type, expected]
    events CONSTANT jsonb := doc->'events';    -- each [id, stream, nth of it, type, schema, command, data]
    commands CONSTANT jsonb := doc->'commands';
    once CONSTANT jsonb := doc->'once';
    many CONSTANT integer := jsonb_array_length(streams);
    actor CONSTANT uuid := doc->>'actor_id';
    correlation CONSTANT uuid := doc->>'correlation_id';
    causation CONSTANT uuid := doc->>'causation_id';
    recorded CONSTANT timestamptz := clock_timestamp();
    metadata CONSTANT jsonb := doc->'metadata';
    ids uuid[];
    types text[];
    expected integer;
    actual integer;
    actuals integer[];
    key bigint;
    answered jsonb;
    drawn bigint[];
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'es_append needs READ COMMITTED: under % the check would read an old snapshot',
            current_setting('transaction_isolation');
    END IF;
    IF current_setting('synchronous_commit') = 'off' THEN
        RAISE EXCEPTION 'es_append needs synchronous_commit: an accepted command must survive a crash';
    END IF;

    IF many = 1 THEN
        ids := ARRAY[(streams->0->>0)::uuid];
        types := ARRAY[streams->0->>1];
    ELSIF many <= 500 THEN
        SELECT array_agg((s->>0)::uuid ORDER BY ord), array_agg(s->>1 ORDER BY ord) INTO ids, types
          FROM jsonb_array_elements(streams) WITH ORDINALITY AS t(s, ord);
    ELSE
        RAISE EXCEPTION 'es_append takes at most 500 streams, got %', many;
    END IF;

    -- Locks first, in one order for all, so that no two appends can wait for each other.
    IF many = 1 AND once = '[]' THEN
        PERFORM pg_advisory_xact_lock(uuid_hash_extended(ids[1], 0));
    ELSE
        FOR key IN SELECT DISTINCT uuid_hash_extended(id, 0) AS k
                     FROM unnest(ids || ARRAY(SELECT jsonb_array_elements_text(once)::uuid)) id ORDER BY k LOOP
            PERFORM pg_advisory_xact_lock(key);
        END LOOP;
    END IF;

    IF once <> '[]' THEN
        SELECT jsonb_build_object('repeated', jsonb_build_object(
                   'fingerprint', fingerprint, 'positions', to_jsonb(positions)))
          INTO answered FROM es_command
         WHERE status = 'accepted' AND command_id = ANY(ARRAY(SELECT jsonb_array_elements_text(once)::uuid)) LIMIT 1;
        IF FOUND THEN
            RETURN answered;
        END IF;
    END IF;

    -- Each statement has its own snapshot, so this sees what the lock's last holder committed.
    FOR i IN 1 .. many LOOP
        SELECT version INTO actual FROM es_event WHERE stream_id = ids[i] ORDER BY version DESC LIMIT 1;
        actual := coalesce(actual, 0);
        expected := streams->(i - 1)->2;
        IF expected >= 0 AND actual <> expected OR expected = -2 AND actual = 0 THEN
            RETURN jsonb_build_object('conflict', jsonb_build_object('stream', i - 1, 'actual', actual));
        END IF;
        actuals[i] := actual;
    END LOOP;

    -- The same twice: a set costs a lone event a tenth of its append.
    IF jsonb_array_length(events) = 1 THEN
        INSERT INTO es_event (event_id, stream_type, stream_id, version, event_type, schema_version, data,
                              metadata, command_id, causation_id, correlation_id, actor_id, recorded_at)
        SELECT (e->>0)::uuid, types[s + 1], ids[s + 1], actuals[s + 1] + (e->2)::integer,
               e->>3, (e->4)::smallint, e->6,
               metadata, (e->>5)::uuid, causation, correlation, actor, recorded
          FROM (SELECT events->0, (events->0->1)::integer) AS t(e, s)
        RETURNING position INTO key;
        drawn := ARRAY[key];
    ELSE
        WITH appended AS (
            INSERT INTO es_event (event_id, stream_type, stream_id, version, event_type, schema_version, data,
                                  metadata, command_id, causation_id, correlation_id, actor_id, recorded_at)
            SELECT (e->>0)::uuid, types[s + 1], ids[s + 1], actuals[s + 1] + (e->2)::integer,
                   e->>3, (e->4)::smallint, e->6,
                   metadata, (e->>5)::uuid, causation, correlation, actor, recorded
              FROM jsonb_array_elements(events) WITH ORDINALITY AS t(e, ord),
                   LATERAL (SELECT (e->1)::integer) AS at(s)
             ORDER BY ord
            RETURNING position
        )
        SELECT coalesce(array_agg(position ORDER BY position), '{}') INTO drawn FROM appended;
    END IF;

    IF commands <> '[]' THEN
        INSERT INTO es_command (command_id, name, stream_type, stream_id, actor_id, channel, payload, fingerprint,
                                address, agent, correlation_id, causation_id, status, reason, positions,
                                started_at, duration_ms)
        SELECT (c->>'id')::uuid, c->>'name', c->>'stream_type', (c->>'stream_id')::uuid, actor,
               doc->>'channel', c->'payload', c->>'fingerprint', (doc->>'address')::inet, doc->>'agent',
               correlation, causation, 'accepted', '',
               ARRAY(SELECT drawn[n::integer + 1] FROM jsonb_array_elements(c->'events') n ORDER BY 1),
               (doc->>'started_at')::timestamptz,
               extract(epoch FROM recorded - (doc->>'started_at')::timestamptz) * 1000
          FROM jsonb_array_elements(commands) c;
    END IF;

    RETURN jsonb_build_object('positions', drawn, 'actuals', actuals);
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("es_core", "0007_catch_up")]

    operations = [migrations.RunSQL(APPEND_SQL, BEFORE_SQL)]
