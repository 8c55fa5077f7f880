-- A partner who takes a plan version is paid by it from his answer on: what he answers decides about money, so it moves
-- the change mark (0030).

-- sqlite:
CREATE TRIGGER plan_answer_marks_insert AFTER INSERT ON plan_answer
BEGIN
  INSERT INTO change_mark (id, number) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET number = number + 1;
END;
-- postgres:
CREATE CONSTRAINT TRIGGER plan_answer_marks AFTER INSERT OR UPDATE OR DELETE ON plan_answer
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION move_change_mark();
-- end
