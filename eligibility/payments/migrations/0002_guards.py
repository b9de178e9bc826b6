"""What the database holds even against the application: frozen columns, kept rows, balanced books."""

from django.db import migrations

FROZEN_PAYMENT = """
CREATE FUNCTION payments_payment_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    batch_state text;
BEGIN
    IF (NEW.id, NEW.obligation_id, NEW.attempt, NEW.previous_id, NEW.payee_id, NEW.amount, NEW.purpose,
        NEW.end_to_end_id, NEW.account_number, NEW.holder_name, NEW.bank_code, NEW.account_last4,
        NEW.account_index, NEW.ordered_at)
       IS DISTINCT FROM
       (OLD.id, OLD.obligation_id, OLD.attempt, OLD.previous_id, OLD.payee_id, OLD.amount, OLD.purpose,
        OLD.end_to_end_id, OLD.account_number, OLD.holder_name, OLD.bank_code, OLD.account_last4,
        OLD.account_index, OLD.ordered_at)
    THEN
        RAISE EXCEPTION 'payment % is frozen', OLD.id USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.batch_id IS DISTINCT FROM OLD.batch_id THEN
        SELECT state INTO batch_state FROM payments_batch WHERE id = coalesce(OLD.batch_id, NEW.batch_id);
        IF (OLD.batch_id IS NOT NULL AND NEW.batch_id IS NOT NULL)
           OR batch_state IS DISTINCT FROM (CASE WHEN OLD.batch_id IS NULL THEN 'DRAFT' ELSE 'ABORTED' END)
        THEN
            RAISE EXCEPTION 'the members of batch % are sealed', coalesce(OLD.batch_id, NEW.batch_id)
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER payments_payment_stays BEFORE UPDATE ON payments_payment
    FOR EACH ROW EXECUTE FUNCTION payments_payment_stays();
"""

FROZEN_BATCH = """
CREATE FUNCTION payments_batch_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.id, NEW.number, NEW.created_at) IS DISTINCT FROM (OLD.id, OLD.number, OLD.created_at)
       OR (OLD.state <> 'DRAFT'
           AND (NEW.execution_date, NEW.count, NEW.total, NEW.file_sha256, NEW.sealed_at) IS DISTINCT FROM
               (OLD.execution_date, OLD.count, OLD.total, OLD.file_sha256, OLD.sealed_at))
       OR (OLD.submitted_by_id IS NOT NULL AND NEW.submitted_by_id IS DISTINCT FROM OLD.submitted_by_id)
       OR (OLD.first_approver_id IS NOT NULL AND NEW.first_approver_id IS DISTINCT FROM OLD.first_approver_id)
       OR (OLD.second_approver_id IS NOT NULL AND NEW.second_approver_id IS DISTINCT FROM OLD.second_approver_id)
       OR (OLD.released_by_id IS NOT NULL AND NEW.released_by_id IS DISTINCT FROM OLD.released_by_id)
       OR (OLD.state <> 'DRAFT' AND NEW.state = 'DRAFT')
    THEN
        RAISE EXCEPTION 'batch % is sealed', OLD.id USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER payments_batch_stays BEFORE UPDATE ON payments_batch
    FOR EACH ROW EXECUTE FUNCTION payments_batch_stays();
"""

FROZEN_MESSAGES = """
CREATE FUNCTION payments_message_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- What could not be read may be read later, once the reader is mended.
    IF (NEW.id, NEW.direction, NEW.sha256, NEW.body, NEW.batch_id, NEW.at)
       IS DISTINCT FROM (OLD.id, OLD.direction, OLD.sha256, OLD.body, OLD.batch_id, OLD.at)
       OR (OLD.reading <> 'unreadable'
           AND (NEW.name, NEW.message_id, NEW.reading) IS DISTINCT FROM (OLD.name, OLD.message_id, OLD.reading))
    THEN
        RAISE EXCEPTION 'bank message % is kept as it was', OLD.id USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER payments_message_stays BEFORE UPDATE ON payments_bankmessage
    FOR EACH ROW EXECUTE FUNCTION payments_message_stays();
CREATE FUNCTION payments_statement_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.id, NEW.message_id, NEW.about, NEW.reference, NEW.status, NEW.reason_code, NEW.amount, NEW.payment_id,
        NEW.effect)
       IS DISTINCT FROM
       (OLD.id, OLD.message_id, OLD.about, OLD.reference, OLD.status, OLD.reason_code, OLD.amount, OLD.payment_id,
        OLD.effect)
       OR OLD.resolved_at IS NOT NULL
    THEN
        RAISE EXCEPTION 'bank statement % is kept as it was', OLD.id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER payments_statement_stays BEFORE UPDATE ON payments_bankstatement
    FOR EACH ROW EXECUTE FUNCTION payments_statement_stays();
"""

_LEDGER = ("ledgeraccount", "ledgerentry", "ledgerline")
_KEPT = ("payment", "accountcheck", "batch", "bankmessage", "bankstatement")
KEPT = "".join(
    f"CREATE TRIGGER refuse_change BEFORE {verbs} ON payments_{table} "
    "FOR EACH ROW EXECUTE FUNCTION refuse_change_of_log();\n"
    f"CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON payments_{table} "
    "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_log();\n"
    for tables, verbs in ((_LEDGER, "UPDATE OR DELETE"), (_KEPT, "DELETE"))
    for table in tables
)

# Checked at commit, when all lines are there: an entry has at least two and they sum to zero.
BALANCED = """
CREATE FUNCTION payments_entry_balances() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    entry uuid;
    lines bigint;
    balance numeric;
BEGIN
    IF TG_TABLE_NAME = 'payments_ledgerentry' THEN entry := NEW.id; ELSE entry := NEW.entry_id; END IF;
    SELECT count(*), coalesce(sum(amount), 0) INTO lines, balance FROM payments_ledgerline WHERE entry_id = entry;
    IF lines < 2 OR balance <> 0 THEN
        RAISE EXCEPTION 'ledger entry % has % lines that sum to %', entry, lines, balance
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER payments_entry_balances AFTER INSERT ON payments_ledgerentry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payments_entry_balances();
CREATE CONSTRAINT TRIGGER payments_entry_balances AFTER INSERT ON payments_ledgerline
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payments_entry_balances();
"""

ACCOUNTS = """
INSERT INTO payments_ledgeraccount (code)
VALUES ('benefit_expense'), ('benefits_payable'), ('treasury_account')
"""

UNDO = "".join(
    [
        *(
            f"DROP TRIGGER refuse_change ON payments_{table}; DROP TRIGGER refuse_truncate ON payments_{table};\n"
            for table in (*_LEDGER, *_KEPT)
        ),
        *(
            f"DROP FUNCTION payments_{name}() CASCADE;\n"
            for name in ("payment_stays", "batch_stays", "message_stays", "statement_stays", "entry_balances")
        ),
    ]
)


class Migration(migrations.Migration):
    dependencies = [("payments", "0001_initial"), ("audit", "0002_append_only")]

    operations = [
        migrations.RunSQL(ACCOUNTS, "DELETE FROM payments_ledgeraccount"),
        migrations.RunSQL(
            f"{FROZEN_PAYMENT}{FROZEN_BATCH}{FROZEN_MESSAGES}{KEPT}{BALANCED}",
            UNDO,
        ),
    ]
