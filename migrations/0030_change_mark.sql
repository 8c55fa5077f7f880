-- The change mark: a number that moves with every change of what judging an event reads and what seldom changes, in the
-- transaction of the change. Who read the mark may keep what it read since, until the mark moves
-- (src/platform/db/db_keep.h). On PostgreSQL the row is locked at the commit only, so that nobody waits for it while it
-- holds other locks, and once a transaction; the number is drawn by lot there, because a count would come back with
-- other content where a change is lost with its primary.

-- owner: network
CREATE TABLE change_mark ( -- one row once something has changed
  id BIGINT PRIMARY KEY CHECK (id = 1), -- always 1
  number BIGINT NOT NULL -- SQLite: how often something changed; PostgreSQL: drawn by lot with each change
);

-- sqlite:
CREATE TRIGGER advertiser_marks_insert AFTER INSERT ON advertiser
BEGIN
  INSERT INTO change_mark (id, number) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER advertiser_marks_update AFTER UPDATE ON advertiser
BEGIN
  INSERT INTO change_mark (id, number) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER advertiser_marks_delete AFTER DELETE ON advertiser
BEGIN
  INSERT INTO change_mark (id, number) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER program_marks_insert AFTER INSERT ON program
BEGIN
  INSERT INTO change_mark (id, number) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER program_marks_update AFTER UPDATE ON program
BEGIN
  INSERT INTO change_mark (id, number) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER program_marks_delete AFTER DELETE ON program
BEGIN
  INSERT INTO change_mark (id, number) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER program_terms_marks_insert AFTER INSERT ON program_terms
BEGIN
  INSERT INTO change_mark (id, number) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER program_terms_marks_update AFTER UPDATE ON program_terms
BEGIN
  INSERT INTO change_mark (id, number) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER program_terms_marks_delete AFTER DELETE ON program_terms
BEGIN
  INSERT INTO change_mark (id, number) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER plan_marks_insert AFTER INSERT ON plan
BEGIN
  INSERT INTO change_mark (id, number) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER plan_marks_update AFTER UPDATE ON plan
BEGIN
  INSERT INTO change_mark (id, number) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER plan_marks_delete AFTER DELETE ON plan
BEGIN
  INSERT INTO change_mark (id, number) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER offer_marks_insert AFTER INSERT ON offer
BEGIN
  INSERT INTO change_mark (id, number) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER offer_marks_update AFTER UPDATE ON offer
BEGIN
  INSERT INTO change_mark (id, number) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER offer_marks_delete AFTER DELETE ON offer
BEGIN
  INSERT INTO change_mark (id, number) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER partner_marks_insert AFTER INSERT ON partner
BEGIN
  INSERT INTO change_mark (id, number) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER partner_marks_update AFTER UPDATE ON partner
BEGIN
  INSERT INTO change_mark (id, number) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER partner_marks_delete AFTER DELETE ON partner
BEGIN
  INSERT INTO change_mark (id, number) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER partner_level_marks_insert AFTER INSERT ON partner_level
BEGIN
  INSERT INTO change_mark (id, number) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER partner_level_marks_update AFTER UPDATE ON partner_level
BEGIN
  INSERT INTO change_mark (id, number) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER partner_level_marks_delete AFTER DELETE ON partner_level
BEGIN
  INSERT INTO change_mark (id, number) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER enrollment_marks_insert AFTER INSERT ON enrollment
BEGIN
  INSERT INTO change_mark (id, number) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER enrollment_marks_update AFTER UPDATE ON enrollment
BEGIN
  INSERT INTO change_mark (id, number) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER enrollment_marks_delete AFTER DELETE ON enrollment
BEGIN
  INSERT INTO change_mark (id, number) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER coupon_marks_insert AFTER INSERT ON coupon
BEGIN
  INSERT INTO change_mark (id, number) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER coupon_marks_update AFTER UPDATE ON coupon
BEGIN
  INSERT INTO change_mark (id, number) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER coupon_marks_delete AFTER DELETE ON coupon
BEGIN
  INSERT INTO change_mark (id, number) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER settlement_terms_marks_insert AFTER INSERT ON settlement_terms
BEGIN
  INSERT INTO change_mark (id, number) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER settlement_terms_marks_update AFTER UPDATE ON settlement_terms
BEGIN
  INSERT INTO change_mark (id, number) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER settlement_terms_marks_delete AFTER DELETE ON settlement_terms
BEGIN
  INSERT INTO change_mark (id, number) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER program_history_marks_insert AFTER INSERT ON program_history
BEGIN
  INSERT INTO change_mark (id, number) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER program_history_marks_update AFTER UPDATE ON program_history
BEGIN
  INSERT INTO change_mark (id, number) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER program_history_marks_delete AFTER DELETE ON program_history
BEGIN
  INSERT INTO change_mark (id, number) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER postback_marks_insert AFTER INSERT ON postback
BEGIN
  INSERT INTO change_mark (id, number) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER postback_marks_update AFTER UPDATE ON postback
BEGIN
  INSERT INTO change_mark (id, number) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER postback_marks_delete AFTER DELETE ON postback
BEGIN
  INSERT INTO change_mark (id, number) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER network_marks_update AFTER UPDATE OF time_zone ON network
BEGIN
  INSERT INTO change_mark (id, number) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET number = number + 1;
END;
-- postgres:
CREATE FUNCTION move_change_mark() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_setting('tributary.marked_in', true) IS DISTINCT FROM txid_current()::text THEN
    INSERT INTO change_mark (id, number) VALUES (1, (random() * 4611686018427387904)::bigint)
      ON CONFLICT (id) DO UPDATE SET number = excluded.number;
    PERFORM set_config('tributary.marked_in', txid_current()::text, true);
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER advertiser_marks AFTER INSERT OR UPDATE OR DELETE ON advertiser
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION move_change_mark();
CREATE CONSTRAINT TRIGGER program_marks AFTER INSERT OR UPDATE OR DELETE ON program
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION move_change_mark();
CREATE CONSTRAINT TRIGGER program_terms_marks AFTER INSERT OR UPDATE OR DELETE ON program_terms
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION move_change_mark();
CREATE CONSTRAINT TRIGGER plan_marks AFTER INSERT OR UPDATE OR DELETE ON plan
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION move_change_mark();
CREATE CONSTRAINT TRIGGER offer_marks AFTER INSERT OR UPDATE OR DELETE ON offer
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION move_change_mark();
CREATE CONSTRAINT TRIGGER partner_marks AFTER INSERT OR UPDATE OR DELETE ON partner
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION move_change_mark();
CREATE CONSTRAINT TRIGGER partner_level_marks AFTER INSERT OR UPDATE OR DELETE ON partner_level
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION move_change_mark();
CREATE CONSTRAINT TRIGGER enrollment_marks AFTER INSERT OR UPDATE OR DELETE ON enrollment
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION move_change_mark();
CREATE CONSTRAINT TRIGGER coupon_marks AFTER INSERT OR UPDATE OR DELETE ON coupon
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION move_change_mark();
CREATE CONSTRAINT TRIGGER settlement_terms_marks AFTER INSERT OR UPDATE OR DELETE ON settlement_terms
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION move_change_mark();
CREATE CONSTRAINT TRIGGER program_history_marks AFTER INSERT OR UPDATE OR DELETE ON program_history
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION move_change_mark();
CREATE CONSTRAINT TRIGGER postback_marks AFTER INSERT OR UPDATE OR DELETE ON postback
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION move_change_mark();
CREATE CONSTRAINT TRIGGER network_marks AFTER UPDATE OF time_zone ON network
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION move_change_mark();
-- end
