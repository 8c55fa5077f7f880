-- Statements that only tests have: attacks on the books as somebody with access to the database would make them, and
-- the removal of the guards that refuse those attacks, to see what the checks find without them. Never in the program.

-- name: test_entry_insert_sealed  kind: exec
-- in: entry_key text
-- An entry that claims to be complete from the start.
INSERT INTO ledger_entry (entry_key, kind, reference_kind, reference_id, occurred_at, booked_at, reverses_entry_id,
                          is_sealed)
VALUES ($1, 'accrual', 'commission', 1, 0, 0, 0, 1);

-- name: test_entry_change  kind: exec
-- in: id int64
-- Another time in an entry.
UPDATE ledger_entry SET occurred_at = occurred_at + 1 WHERE id = $1;

-- name: test_entry_change_and_seal  kind: exec
-- in: id int64
-- Another time in an entry in the moment of its seal.
UPDATE ledger_entry SET occurred_at = occurred_at + 1, is_sealed = 1 WHERE id = $1;

-- name: test_entry_unseal  kind: exec
-- in: id int64
-- Opens a sealed entry.
UPDATE ledger_entry SET is_sealed = 0 WHERE id = $1;

-- name: test_entry_delete  kind: exec
-- in: id int64
-- Takes an entry away.
DELETE FROM ledger_entry WHERE id = $1;

-- name: test_posting_add_amount  kind: exec
-- in: entry_id int64, position int64, amount_minor int64
-- A larger amount with a balance that agrees with it.
UPDATE ledger_posting SET amount_minor = amount_minor + $3, balance_after_minor = balance_after_minor + $3
 WHERE entry_id = $1 AND position = $2;

-- name: test_posting_set_balances  kind: exec
-- in: entry_id int64, position int64, amount_minor int64
-- Balances moved by an amount.
UPDATE ledger_posting SET balance_before_minor = balance_before_minor + $3,
                          balance_after_minor = balance_after_minor + $3
 WHERE entry_id = $1 AND position = $2;

-- name: test_posting_set_after  kind: exec
-- in: entry_id int64, position int64, amount_minor int64
-- A balance after that does not follow from the one before.
UPDATE ledger_posting SET balance_after_minor = balance_after_minor + $3 WHERE entry_id = $1 AND position = $2;

-- name: test_posting_set_hash  kind: exec
-- in: entry_id int64, position int64, hash blob
-- Another hash.
UPDATE ledger_posting SET hash = $3 WHERE entry_id = $1 AND position = $2;

-- name: test_posting_delete  kind: exec
-- in: entry_id int64, position int64
-- Takes a posting away.
DELETE FROM ledger_posting WHERE entry_id = $1 AND position = $2;

-- name: test_account_add_balance  kind: exec
-- in: id int64, amount_minor int64
-- A stored balance that its postings do not give.
UPDATE ledger_account SET balance_minor = balance_minor + $2 WHERE id = $1;

-- name: test_account_set_version  kind: exec
-- in: id int64, version int64
-- A stored version that is not that of the last posting.
UPDATE ledger_account SET version = $2 WHERE id = $1;

-- name: test_account_set_hash  kind: exec
-- in: id int64, last_hash blob
-- A stored end of chain that is not the last posting's.
UPDATE ledger_account SET last_hash = $2 WHERE id = $1;

-- name: test_account_id  kind: one
-- in: owner_kind text, owner_id int64, kind text
-- out: id int64, version int64
-- The account of an owner, in any currency.
SELECT id, version FROM ledger_account WHERE owner_kind = $1 AND owner_id = $2 AND kind = $3;

-- name: test_empty_postings  kind: exec
-- Everything away at once.
-- sqlite:
DELETE FROM ledger_posting;
-- postgres:
TRUNCATE ledger_posting;
-- end

-- name: test_guard_entry_update_drop  kind: exec
-- Nothing guards changes of entries any more.
-- sqlite:
DROP TRIGGER ledger_entry_seal;
-- postgres:
ALTER TABLE ledger_entry DISABLE TRIGGER USER;
-- end

-- name: test_guard_entry_insert_drop  kind: exec
-- Nothing guards new entries any more.
-- sqlite:
DROP TRIGGER ledger_entry_starts_unsealed;
-- postgres:
ALTER TABLE ledger_entry DISABLE TRIGGER USER;
-- end

-- name: test_guard_entry_delete_drop  kind: exec
-- Nothing guards entries from being deleted any more.
-- sqlite:
DROP TRIGGER ledger_entry_no_delete;
-- postgres:
ALTER TABLE ledger_entry DISABLE TRIGGER USER;
-- end

-- name: test_guard_posting_update_drop  kind: exec
-- Nothing guards changes of postings any more.
-- sqlite:
DROP TRIGGER ledger_posting_no_update;
-- postgres:
ALTER TABLE ledger_posting DISABLE TRIGGER USER;
-- end

-- name: test_guard_posting_delete_drop  kind: exec
-- Nothing guards postings from being deleted any more.
-- sqlite:
DROP TRIGGER ledger_posting_no_delete;
-- postgres:
ALTER TABLE ledger_posting DISABLE TRIGGER USER;
-- end

-- name: test_guard_posting_insert_drop  kind: exec
-- Nothing guards new postings any more.
-- sqlite:
DROP TRIGGER ledger_posting_open;
-- postgres:
ALTER TABLE ledger_posting DISABLE TRIGGER USER;
-- end

-- name: test_commission_add_amount  kind: exec
-- in: id int64, amount_minor int64
-- Another amount without a step.
UPDATE commission SET amount_minor = amount_minor + $2 WHERE id = $1;

-- name: test_commission_add_pending  kind: exec
-- in: id int64, amount_minor int64
-- Another share of the pending account.
UPDATE commission SET pending_minor = pending_minor + $2 WHERE id = $1;

-- name: test_commission_add_available  kind: exec
-- in: id int64, amount_minor int64
-- Another share of the available account.
UPDATE commission SET available_minor = available_minor + $2 WHERE id = $1;

-- name: test_commission_set_partner  kind: exec
-- in: id int64, partner_id int64
-- A commission of somebody else.
UPDATE commission SET partner_id = $2 WHERE id = $1;

-- name: test_change_set_amount  kind: exec
-- in: commission_id int64, number int64, amount_minor int64
-- Another amount in a step.
UPDATE commission_change SET amount_minor = $3 WHERE commission_id = $1 AND number = $2;

-- name: test_change_set_derivation  kind: exec
-- in: commission_id int64, number int64, derivation text
-- Another reason in a step.
UPDATE commission_change SET derivation = $3 WHERE commission_id = $1 AND number = $2;

-- name: test_change_delete  kind: exec
-- in: commission_id int64, number int64
-- A step less.
DELETE FROM commission_change WHERE commission_id = $1 AND number = $2;

-- name: test_payout_item_add_amount  kind: exec
-- in: id int64, amount_minor int64
-- Another amount in a payout.
UPDATE payout_item SET amount_minor = amount_minor + $2 WHERE id = $1;

-- name: test_payout_share_add_amount  kind: exec
-- in: item_id int64, amount_minor int64
-- Other shares in a payout.
UPDATE payout_commission SET amount_minor = amount_minor + $2 WHERE item_id = $1;

-- name: test_click_accrual_add_carry  kind: exec
-- in: number int64, carried_out_micro int64
-- A remainder that appears from nowhere.
UPDATE click_accrual SET carried_out_micro = carried_out_micro + $2 WHERE number = $1;

-- name: test_click_accrual_add_clicks  kind: exec
-- in: number int64, clicks int64
-- Clicks that nobody made.
UPDATE click_accrual SET clicks = clicks + $2 WHERE number = $1;

-- name: test_conversion_set_partner  kind: exec
-- in: id int64, partner_id int64
-- Credits somebody else.
UPDATE conversion SET partner_id = $2 WHERE id = $1;

-- name: test_conversion_set_amount  kind: exec
-- in: id int64, amount_minor int64
-- Another amount of the order.
UPDATE conversion SET amount_minor = $2 WHERE id = $1;

-- name: test_evidence_set_outcome  kind: exec
-- in: conversion_id int64, outcome text
-- Another judgement of the evidence.
UPDATE conversion_evidence SET outcome = $2 WHERE conversion_id = $1;

-- name: test_refund_set_amount  kind: exec
-- in: id int64, amount_minor int64
-- Another amount given back.
UPDATE refund SET amount_minor = $2 WHERE id = $1;

-- name: test_guard_refund_drop  kind: exec
-- Nothing guards refunds any more.
-- sqlite:
DROP TRIGGER refund_no_update;
-- postgres:
ALTER TABLE refund DISABLE TRIGGER USER;
-- end

-- name: test_guard_change_update_drop  kind: exec
-- Nothing guards steps from being changed any more.
-- sqlite:
DROP TRIGGER commission_change_no_update;
-- postgres:
ALTER TABLE commission_change DISABLE TRIGGER USER;
-- end

-- name: test_guard_payout_item_drop  kind: exec
-- Nothing guards payout items any more.
-- sqlite:
DROP TRIGGER payout_item_settled;
-- postgres:
ALTER TABLE payout_item DISABLE TRIGGER USER;
-- end

-- name: test_payout_item_set_account  kind: exec
-- in: id int64, account_id int64
-- Other payout details in a payout.
UPDATE payout_item SET account_id = $2 WHERE id = $1;

-- name: test_payout_run_set_approver  kind: exec
-- in: approved_by text, approved_at instant?
-- One who approved every run, of which each needs two people.
UPDATE payout_run SET needs_second = 1, approved_by = $1, approved_at = $2;

-- name: test_guard_change_delete_drop  kind: exec
-- Nothing guards steps from being deleted any more.
-- sqlite:
DROP TRIGGER commission_change_no_delete;
-- postgres:
ALTER TABLE commission_change DISABLE TRIGGER USER;
-- end

-- name: test_guard_click_accrual_drop  kind: exec
-- Nothing guards lines of clicks any more.
-- sqlite:
DROP TRIGGER click_accrual_no_update;
-- postgres:
ALTER TABLE click_accrual DISABLE TRIGGER USER;
-- end

-- name: test_performance_total  kind: one
-- out: rows int64, clicks int64, revenue int64
-- Rows and sums of the rollup.
SELECT CAST(count(*) AS BIGINT), CAST(coalesce(sum(clicks), 0) AS BIGINT),
       CAST(coalesce(sum(revenue_minor), 0) AS BIGINT)
  FROM performance WHERE level = 0;

-- name: test_advertiser_insert  kind: exec
-- in: id int64, token_hash blob
-- An advertiser with nothing but its number.
INSERT INTO advertiser (id, name, currency, postback_token_hash, status, created_at, version)
VALUES ($1, 'Shop', 'EUR', $2, 'active', 0, 0);

-- name: test_program_insert  kind: exec
-- in: id int64, advertiser_id int64, currency currency
-- A program with nothing but its number.
INSERT INTO program (id, advertiser_id, name, currency, link_forms, status, created_at, version)
VALUES ($1, $2, 'Program', $3, '[]', 'active', 0, 0);

-- name: test_performance_add_clicks  kind: exec
-- in: level int64, clicks int64
-- Clicks that nobody made, in one row of a level.
UPDATE performance SET clicks = clicks + $2
 WHERE level = $1 AND (quarter, partner_id, program_id, offer_id, link_id, country, device) IN
   (SELECT quarter, partner_id, program_id, offer_id, link_id, country, device FROM performance
     WHERE level = $1 ORDER BY 1, 2, 3, 4, 5, 6, 7 LIMIT 1);

-- name: test_terms_insert  kind: exec
-- in: id int64, program_id int64
-- Terms with nothing but their numbers.
INSERT INTO program_terms (id, program_id, number, attribution, window_ms, evidence, binding, hold_days, effective_at,
                           created_at)
VALUES ($1, $2, 1, 'last_click', 3600000, 'click_id', 'none', 0, 0, 0);

-- name: test_plan_insert  kind: exec
-- in: id int64, program_id int64
-- A version of a plan that pays a tenth.
INSERT INTO plan (id, program_id, enrollment_id, number, plan_text, effective_at, created_at)
VALUES ($1, $2, 0, 1, 'pay 10% on sale', 0, 0);

-- name: test_partner_insert  kind: exec
-- in: id int64, code text
-- A partner with nothing but his number.
INSERT INTO partner (id, code, name, email, type, status, created_at, version)
VALUES ($1, $2, 'Partner', '', '', 'active', 0, 0);

-- name: test_enrollment_insert  kind: exec
-- in: partner_id int64, program_id int64, status text, created_at int64, approved_at int64?
-- A partner in a program.
INSERT INTO enrollment (partner_id, program_id, status, created_at, version, approved_at)
VALUES ($1, $2, $3, $4, 0, $5);

-- name: test_conversion_insert  kind: exec
-- in: id int64, program_id int64, goal_kind text, order_id text, amount_minor int64, status text, first_status text, at int64, partner_id int64?, customer_id int64, local_day int64, hash blob
-- What was reported, as it stands.
INSERT INTO conversion (id, program_id, offer_id, goal, goal_kind, order_id, amount_minor, discount_minor, currency,
                        status, first_status, reason, occurred_at, received_at, source, terms_id, partner_id, link_id,
                        click_id, evidence_kind, cause, customer_id, coupon_code, extra, content_hash, country, device,
                        local_day)
VALUES ($1, $2, 0, $3, $3, $4, $5, 0, 'EUR', $6, $7, '', $8, $8, 'api', $2, $9, 0, 0, '', '', $10, '', '', $12, '',
        0, $11);

-- name: test_decision_insert  kind: exec
-- in: conversion_id int64, status text, decided_at int64
-- How it was decided.
INSERT INTO conversion_decision (conversion_id, status, reason, actor, decided_at) VALUES ($1, $2, '', 'test', $3);

-- name: test_refund_insert  kind: exec
-- in: conversion_id int64, refund_key text, amount_minor int64
-- Something that was given back.
INSERT INTO refund (conversion_id, refund_key, amount_minor, occurred_at, received_at) VALUES ($1, $2, $3, 0, 0);

-- name: test_commission_insert  kind: exec
-- in: conversion_id int64, accrual_key text, partner_id int64, program_id int64, amount_minor int64, status text, role text, created_at int64
-- What a partner earned.
INSERT INTO commission (conversion_id, accrual_key, partner_id, program_id, plan_id, plan_ids, currency, amount_minor,
                        pending_minor, available_minor, status, due_at, created_at, role)
VALUES ($1, $2, $3, $4, $4, '1', 'EUR', $5, 0, 0, $6, NULL, $8, $7);

-- name: test_refund_take_back  kind: exec
-- in: conversion_id int64
-- What was given back is taken back.
INSERT INTO refund (conversion_id, refund_key, amount_minor, occurred_at, received_at, takes_back)
SELECT conversion_id, NULL, -amount_minor, 0, 0, id FROM refund WHERE conversion_id = $1;
