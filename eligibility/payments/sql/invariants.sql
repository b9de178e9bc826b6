-- What must hold between payments, batches, books, messages and awards, whatever happened in between.
-- Each check is a query that gives the rows that break it: none, if all is well. `manage.py invariants` runs them in
-- one snapshot. A check begins with a line "-- check: name: sentence"; amounts are fen.

-- check: entry_balances: Every ledger entry has at least two lines that sum to zero.
SELECT e.id AS entry, e.kind, count(l.id) AS lines, coalesce(sum(l.amount), 0) AS balance
FROM payments_ledgerentry e LEFT JOIN payments_ledgerline l ON l.entry_id = e.id
GROUP BY e.id HAVING count(l.id) < 2 OR coalesce(sum(l.amount), 0) <> 0;

-- check: books_balance: All lines of the ledger together sum to zero.
SELECT sum(amount) AS balance FROM payments_ledgerline HAVING coalesce(sum(amount), 0) <> 0;

-- check: obligation_recognised: Every obligation that is paid for was recognised once, with the amount of its payments.
SELECT p.id AS payment, p.obligation_id AS obligation, p.amount AS ordered, sum(l.amount) AS booked
FROM payments_payment p
LEFT JOIN payments_ledgerentry e ON e.obligation_id = p.obligation_id AND e.kind = 'order'
LEFT JOIN payments_ledgerline l ON l.entry_id = e.id AND l.account_id = 'benefit_expense'
GROUP BY p.id HAVING coalesce(sum(l.amount), 0) <> p.amount;

-- check: owed_is_payable: What is owed for an obligation and not yet paid, and nothing else, stands as payable.
WITH owed AS (
    SELECT obligation_id, max(amount) * (CASE WHEN bool_or(state = 'ACSC') THEN 0 ELSE 1 END) AS amount
    FROM payments_payment GROUP BY obligation_id
), booked AS (
    SELECT e.obligation_id, -sum(l.amount) AS amount
    FROM payments_ledgerentry e JOIN payments_ledgerline l ON l.entry_id = e.id
    WHERE l.account_id = 'benefits_payable' GROUP BY e.obligation_id
)
SELECT coalesce(o.obligation_id, b.obligation_id) AS obligation, o.amount AS owed, b.amount AS payable
FROM owed o FULL JOIN booked b USING (obligation_id) WHERE o.amount IS DISTINCT FROM b.amount;

-- check: treasury_paid: The treasury's account moved by each payment that was settled and not returned, and by no other.
SELECT p.id AS payment, p.state, p.amount, coalesce(-sum(l.amount), 0) AS moved
FROM payments_payment p
LEFT JOIN payments_ledgerentry e ON e.payment_id = p.id
LEFT JOIN payments_ledgerline l ON l.entry_id = e.id AND l.account_id = 'treasury_account'
GROUP BY p.id
HAVING coalesce(-sum(l.amount), 0) <> CASE WHEN p.state = 'ACSC' THEN p.amount ELSE 0 END;

-- check: settlement_booked: A payment was settled, or returned, exactly when its entry says so.
SELECT p.id AS payment, p.state, array_agg(e.kind ORDER BY e.kind) AS booked
FROM payments_payment p LEFT JOIN payments_ledgerentry e ON e.payment_id = p.id AND e.kind <> 'order'
GROUP BY p.id
HAVING (p.state IN ('ACSC', 'RETURNED')) <> coalesce(bool_or(e.kind = 'settlement'), false)
    OR (p.state = 'RETURNED') <> coalesce(bool_or(e.kind = 'return'), false);

-- check: paid_once: No obligation has two live attempts or was settled twice.
SELECT obligation_id AS obligation, array_agg(state ORDER BY attempt) AS attempts
FROM payments_payment GROUP BY obligation_id
HAVING count(*) FILTER (WHERE state NOT IN ('RJCT', 'CANC', 'RETURNED')) > 1
    OR count(*) FILTER (WHERE state = 'ACSC') > 1;

-- check: attempts_agree: All attempts for an obligation pay the same payee the same amount for the same purpose.
SELECT obligation_id AS obligation, count(*) AS attempts
FROM payments_payment GROUP BY obligation_id
HAVING count(DISTINCT (payee_id, amount, purpose)) > 1;

-- check: file_is_members: A sealed batch has the count and the sum of its members.
SELECT b.id AS batch, b.number, b.count, count(p.id) AS members, b.total, coalesce(sum(p.amount), 0) AS sum
FROM payments_batch b LEFT JOIN payments_payment p ON p.batch_id = b.id
WHERE b.state NOT IN ('DRAFT', 'ABORTED')
GROUP BY b.id HAVING b.count <> count(p.id) OR b.total <> coalesce(sum(p.amount), 0);

-- check: file_is_signed: The file of a batch is the one that was sealed and signed.
SELECT b.id AS batch, b.number, b.file_sha256, m.sha256
FROM payments_batch b LEFT JOIN payments_bankmessage m ON m.batch_id = b.id AND m.direction = 'out'
WHERE b.state NOT IN ('DRAFT', 'ABORTED') AND m.sha256 IS DISTINCT FROM b.file_sha256;

-- check: two_people_signed: Nothing was released without two different people, the second not the one who submitted.
SELECT id AS batch, number, state FROM payments_batch
WHERE state NOT IN ('DRAFT', 'SEALED', 'IN_APPROVAL', 'ABORTED')
  AND (submitted_by_id IS NULL OR first_approver_id IS NULL OR second_approver_id IS NULL
       OR first_approver_id = second_approver_id OR submitted_by_id = second_approver_id);

-- check: only_released_is_paid: What the bank worked on was in a batch that went to the bank.
SELECT p.id AS payment, p.state, b.number, b.state AS batch_state
FROM payments_payment p LEFT JOIN payments_batch b ON b.id = p.batch_id
WHERE p.state IN ('RCVD', 'PDNG', 'ACTC', 'ACCP', 'ACSP', 'ACSC', 'RJCT', 'RETURNED')
  AND (b.id IS NULL OR b.state IN ('DRAFT', 'SEALED', 'IN_APPROVAL', 'APPROVED', 'ABORTED'));

-- check: reconciled_is_finished: A reconciled or closed batch has no member that is still under way.
SELECT b.id AS batch, b.number, b.state, p.id AS payment, p.state AS payment_state
FROM payments_batch b JOIN payments_payment p ON p.batch_id = b.id
WHERE b.state IN ('RECONCILED', 'CLOSED') AND p.state NOT IN ('ACSC', 'RJCT', 'CANC', 'RETURNED');

-- check: bank_said_so: Paid and returned mean that the bank said so, with the amount that was ordered.
SELECT p.id AS payment, p.state
FROM payments_payment p
WHERE p.state IN ('ACSC', 'RETURNED') AND NOT EXISTS (
    SELECT FROM payments_bankstatement s JOIN payments_bankmessage m ON m.id = s.message_id
    WHERE s.payment_id = p.id AND s.effect = 'applied' AND s.status IN ('ACSC', 'RETURNED')
      AND m.direction = 'in' AND m.reading = 'read' AND coalesce(s.amount, p.amount) = p.amount);

-- check: bank_explained: Nothing that the bank said is unmatched, contradictory or unknown without a person's answer.
SELECT id AS statement, effect, status, reference, payment_id AS payment
FROM payments_bankstatement
WHERE effect IN ('unmatched', 'contradiction', 'unknown_code') AND resolved_at IS NULL;

-- check: bank_understood: Every message of the bank was read.
SELECT id AS message, reading, error FROM payments_bankmessage WHERE direction = 'in' AND reading = 'unreadable';

-- check: account_checked: Nothing was batched to an account whose holder the bank did not confirm when asked.
SELECT p.id AS payment, p.state, c.state AS check_state
FROM payments_payment p JOIN payments_accountcheck c ON c.payment_id = p.id
WHERE p.batch_id IS NOT NULL AND c.state <> 'VERIFIED';

-- check: payment_state_is_last_move: A payment is in the state to which its last recorded move took it.
SELECT p.id AS payment, p.state, h.target AS recorded
FROM payments_payment p LEFT JOIN LATERAL (
    SELECT target FROM transitions_historyentry
    WHERE object_type = 'payments.payment' AND object_id = p.id::text ORDER BY id DESC LIMIT 1) h ON true
WHERE p.state <> coalesce(h.target, 'CREATED');

-- check: batch_state_is_last_move: A batch is in the state to which its last recorded move took it.
SELECT b.id AS batch, b.number, b.state, h.target AS recorded
FROM payments_batch b LEFT JOIN LATERAL (
    SELECT target FROM transitions_historyentry
    WHERE object_type = 'payments.batch' AND object_id = b.id::text ORDER BY id DESC LIMIT 1) h ON true
WHERE b.state <> coalesce(h.target, 'DRAFT');

-- check: work_is_done: No event about payments or awards was given up by its handler.
SELECT d.id AS delivery, d.handler, e.topic, d.last_error
FROM outbox_delivery d JOIN outbox_event e ON e.id = d.event_id
WHERE d.state = 'dead' AND (e.topic LIKE 'payments.%' OR e.topic LIKE 'awards.%');

-- check: instalment_is_paid_for: Every instalment has a payment of its amount to its payee, for its policy.
SELECT i.id AS instalment, i.amount, p.id AS payment, p.amount AS ordered
FROM awards_instalment i
JOIN awards_entitlement e ON e.id = i.entitlement_id
LEFT JOIN payments_payment p ON p.obligation_id = i.id AND p.attempt = 1
WHERE p.id IS NULL OR (p.amount, p.payee_id, p.purpose) IS DISTINCT FROM (i.amount, e.payee_id, e.policy);

-- check: payment_is_confirmed: Nothing is paid that is no instalment of a confirmed and approved entitlement.
SELECT p.id AS payment, p.obligation_id AS obligation, e.state AS entitlement, o.state AS offer
FROM payments_payment p
LEFT JOIN awards_instalment i ON i.id = p.obligation_id
LEFT JOIN awards_entitlement e ON e.id = i.entitlement_id
LEFT JOIN awards_offer o ON o.id = e.offer_id
WHERE e.id IS NULL OR o.state <> 'CONFIRMED' OR e.confirmed_by_id IS NULL OR i.verdict_hash = ''
   OR e.state NOT IN ('APPROVED', 'ACTIVE', 'SUSPENDED', 'ENDED');

-- check: confirmed_is_ordered: Every confirmed offer has its entitlement, and every live entitlement an instalment.
SELECT o.id AS offer, e.id AS entitlement, e.state
FROM awards_offer o LEFT JOIN awards_entitlement e ON e.offer_id = o.id
WHERE o.state = 'CONFIRMED'
  AND (e.id IS NULL
       OR (e.state IN ('ACTIVE', 'SUSPENDED', 'ENDED')
           AND NOT EXISTS (SELECT FROM awards_instalment i WHERE i.entitlement_id = e.id)));

-- check: told_is_paid: An instalment counts as paid only if the bank paid it.
SELECT i.id AS instalment, i.settled_at
FROM awards_instalment i
WHERE i.settled_at IS NOT NULL AND NOT EXISTS (
    SELECT FROM payments_payment p WHERE p.obligation_id = i.id AND p.state IN ('ACSC', 'RETURNED'));
