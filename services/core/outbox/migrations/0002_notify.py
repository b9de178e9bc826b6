"""New deliveries wake the workers when their transaction commits, however they were inserted."""

from django.db import migrations

NOTIFY = """
CREATE FUNCTION outbox_notify() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('tongban_outbox', '');
    RETURN NULL;
END
$$;
CREATE TRIGGER outbox_notify AFTER INSERT ON outbox_delivery
    FOR EACH STATEMENT EXECUTE FUNCTION outbox_notify();
"""


class Migration(migrations.Migration):
    dependencies = [("outbox", "0001_initial")]

    operations = [
        migrations.RunSQL(NOTIFY, "DROP TRIGGER outbox_notify ON outbox_delivery; DROP FUNCTION outbox_notify();"),
    ]
