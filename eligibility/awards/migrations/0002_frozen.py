"""What was offered and confirmed stands, even against the application: amounts, reasons and people are never rewritten.

An offer that nobody answered yet may follow the facts (its reasons, not its amount); of an entitlement only the state
and the account change, of an instalment only when it was paid.
"""

from typing import ClassVar

from django.db import migrations

STAND = """
CREATE FUNCTION awards_offer_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.id, NEW.policy, NEW.subject_id, NEW.award_key, NEW.amount, NEW.total, NEW.confirm_by, NEW.created_at)
            IS DISTINCT FROM
       (OLD.id, OLD.policy, OLD.subject_id, OLD.award_key, OLD.amount, OLD.total, OLD.confirm_by, OLD.created_at)
       OR (OLD.state NOT IN ('CANDIDATE', 'OFFERED')
           AND (NEW.version_id, NEW.verdict, NEW.verdict_hash, NEW.payees, NEW.event_date)
               IS DISTINCT FROM (OLD.version_id, OLD.verdict, OLD.verdict_hash, OLD.payees, OLD.event_date))
    THEN
        RAISE EXCEPTION 'offer % stands', OLD.id USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER awards_offer_stands BEFORE UPDATE ON awards_offer
    FOR EACH ROW EXECUTE FUNCTION awards_offer_stands();

CREATE FUNCTION awards_entitlement_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.id, NEW.offer_id, NEW.policy, NEW.version_id, NEW.subject_id, NEW.award_key, NEW.event_date,
        NEW.period_start, NEW.period_end, NEW.amount, NEW.total, NEW.verdict, NEW.verdict_hash, NEW.payee_id,
        NEW.confirmed_by_id, NEW.created_at)
            IS DISTINCT FROM
       (OLD.id, OLD.offer_id, OLD.policy, OLD.version_id, OLD.subject_id, OLD.award_key, OLD.event_date,
        OLD.period_start, OLD.period_end, OLD.amount, OLD.total, OLD.verdict, OLD.verdict_hash, OLD.payee_id,
        OLD.confirmed_by_id, OLD.created_at)
    THEN
        RAISE EXCEPTION 'entitlement % is frozen', OLD.id USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER awards_entitlement_stands BEFORE UPDATE ON awards_entitlement
    FOR EACH ROW EXECUTE FUNCTION awards_entitlement_stands();

CREATE FUNCTION awards_instalment_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.id, NEW.entitlement_id, NEW.period_start, NEW.period_end, NEW.amount, NEW.verdict_hash, NEW.created_at)
            IS DISTINCT FROM
       (OLD.id, OLD.entitlement_id, OLD.period_start, OLD.period_end, OLD.amount, OLD.verdict_hash, OLD.created_at)
    THEN
        RAISE EXCEPTION 'instalment % is frozen', OLD.id USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER awards_instalment_stands BEFORE UPDATE ON awards_instalment
    FOR EACH ROW EXECUTE FUNCTION awards_instalment_stands();
"""
_TABLES = ("offer", "entitlement", "instalment")
KEEP = "".join(
    f"CREATE TRIGGER refuse_change BEFORE DELETE ON awards_{table} "
    "FOR EACH ROW EXECUTE FUNCTION refuse_change_of_log();\n"
    f"CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON awards_{table} "
    "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_log();\n"
    for table in _TABLES
)
UNDO = "".join(
    f"DROP TRIGGER refuse_change ON awards_{table}; DROP TRIGGER refuse_truncate ON awards_{table};\n"
    f"DROP FUNCTION awards_{table}_stands() CASCADE;\n"
    for table in _TABLES
)


class Migration(migrations.Migration):
    dependencies: ClassVar = [("awards", "0001_initial"), ("audit", "0002_append_only")]

    operations: ClassVar = [migrations.RunSQL(f"{STAND}{KEEP}", UNDO)]
