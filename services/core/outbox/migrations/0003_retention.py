"""Delivered events leave after a while. The app may not delete events; it may ask this function to, within limits."""

from django.db import migrations, models

# The function itself refuses what is younger than a week, or not delivered to everybody: a mistake in the code, or
# somebody with the app's password, can't make the portal forget what it still has to do.
PURGE = """
CREATE FUNCTION outbox_purge(before timestamptz, most integer, OUT events bigint, OUT deliveries bigint)
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH old AS (
        SELECT event.id FROM outbox_event AS event
        WHERE event.created_at < least(before, now() - interval '7 days')
            AND NOT EXISTS (
                SELECT FROM outbox_delivery AS delivery
                WHERE delivery.event_id = event.id AND (delivery.state <> 'done' OR delivery.finished_at >= before)
            )
        ORDER BY event.created_at LIMIT least(most, 50000)
    ), gone_deliveries AS (
        DELETE FROM outbox_delivery USING old WHERE event_id = old.id RETURNING 1
    ), gone_events AS (
        DELETE FROM outbox_event USING old WHERE outbox_event.id = old.id RETURNING 1
    )
    SELECT (SELECT count(*) FROM gone_events), (SELECT count(*) FROM gone_deliveries)
$$;
REVOKE ALL ON FUNCTION outbox_purge(timestamptz, integer) FROM PUBLIC;
"""


class Migration(migrations.Migration):
    dependencies = [("outbox", "0002_notify")]

    operations = [
        migrations.AddIndex("event", models.Index(fields=["created_at"], name="outbox_event_by_age")),
        migrations.RunSQL(PURGE, "DROP FUNCTION outbox_purge(timestamptz, integer);"),
    ]
