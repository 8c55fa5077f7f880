-- A version of a program's plan that was announced and is taken back before it is in force. Whoever took it early keeps
-- it. What is withdrawn decides about money, so it moves the change mark (0030).

-- owner: program
CREATE TABLE plan_withdrawal ( -- an announced version that does not come; never changed
  plan_id BIGINT PRIMARY KEY REFERENCES plan (id), -- the version
  reason TEXT NOT NULL, -- told to partners; '' none
  actor TEXT NOT NULL, -- who withdrew it
  withdrawn_at BIGINT NOT NULL -- instant, before its effective_at
);

-- sqlite:
CREATE TRIGGER plan_withdrawal_no_update BEFORE UPDATE ON plan_withdrawal
BEGIN SELECT RAISE(ABORT, 'a withdrawal never changes'); END;
CREATE TRIGGER plan_withdrawal_no_delete BEFORE DELETE ON plan_withdrawal
BEGIN SELECT RAISE(ABORT, 'a withdrawal never changes'); END;
CREATE TRIGGER plan_withdrawal_marks_insert AFTER INSERT ON plan_withdrawal
BEGIN
  INSERT INTO change_mark (id, number) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET number = number + 1;
END;
-- postgres:
CREATE TRIGGER plan_withdrawal_no_change BEFORE UPDATE OR DELETE ON plan_withdrawal
  FOR EACH ROW EXECUTE FUNCTION never_changes();
CREATE CONSTRAINT TRIGGER plan_withdrawal_marks AFTER INSERT OR UPDATE OR DELETE ON plan_withdrawal
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION move_change_mark();
-- end
