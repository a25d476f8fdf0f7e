"""Nobody may sit on the fence: a stopped process that holds it would stall every reader of the log."""

from django.db import migrations

FENCE = "1163067393, 1"  # as in 0002

FENCE_SQL = f"""
CREATE OR REPLACE FUNCTION es_fence() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    patience interval := current_setting('idle_in_transaction_session_timeout')::interval;
BEGIN
    -- A statement trigger runs before the first position is drawn: who holds a position, holds the fence.
    PERFORM pg_advisory_xact_lock_shared({FENCE});
    -- Until this transaction ends; a client that says nothing for so long has been stopped or has lost its way.
    IF patience = interval '0' OR patience > interval '30 s' THEN
        PERFORM set_config('idle_in_transaction_session_timeout', '30s', true);
    END IF;
    RETURN NULL;
END $$;
"""
BEFORE_SQL = f"""
CREATE OR REPLACE FUNCTION es_fence() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared({FENCE});
    RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("es_core", "0003_live_process")]

    operations = [migrations.RunSQL(FENCE_SQL, BEFORE_SQL)]
