-- Which servers record clicks: no two with one number, and how far the clicks of each are in this database.

-- owner: click
CREATE TABLE click_node ( -- a server that records clicks, by its number
  node BIGINT PRIMARY KEY, -- node number
  spool_number BIGINT NOT NULL, -- of its spool: a random number that lies beside the clicks on its disk
  heard_at BIGINT NOT NULL, -- instant by the database's clock when it last said that it runs
  through_at BIGINT NOT NULL, -- instant: what it acknowledged before is in this database
  is_stopped BIGINT NOT NULL CHECK (is_stopped IN (0, 1)) -- ended in order, and holds nothing that is not here
);
