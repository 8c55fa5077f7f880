-- What people keep about the lists that they look at, and what they did to many rows at once.

-- owner: saved_view
CREATE TABLE saved_view ( -- a list, or a question, as somebody wants to see it again
  id IDENTITY PRIMARY KEY, -- saved view
  user_id BIGINT NOT NULL REFERENCES network_user (id), -- whose
  list TEXT NOT NULL, -- which list: the address of its page
  name TEXT NOT NULL, -- as the person calls it
  query TEXT NOT NULL, -- filters, sorting and columns, as they stand in the address
  created_at BIGINT NOT NULL, -- instant
  UNIQUE (user_id, list, name)
);
-- owner: saved_view
CREATE TABLE list_columns ( -- which columns somebody wants to see
  user_id BIGINT NOT NULL REFERENCES network_user (id), -- who
  list TEXT NOT NULL, -- where: the address of its page
  columns TEXT NOT NULL, -- their names, a comma list
  PRIMARY KEY (user_id, list)
) WITHOUT ROWID;
-- owner: saved_view
CREATE TABLE bulk_action ( -- something that was done to many rows at once and can be undone
  id IDENTITY PRIMARY KEY, -- bulk action
  user_id BIGINT NOT NULL REFERENCES network_user (id), -- who did it
  list TEXT NOT NULL, -- where: the address of its page
  action TEXT NOT NULL, -- what: active, archived
  objects TEXT NOT NULL, -- numbers of the rows that it changed, a comma list
  object_count BIGINT NOT NULL, -- how many they are
  created_at BIGINT NOT NULL, -- instant
  undone_at BIGINT -- instant, or NULL
);
