-- Saved views that their owner shares with the other operators, and that can be had back after they were deleted.

ALTER TABLE saved_view ADD COLUMN shared_at BIGINT; -- instant since when the network's operators see it, or NULL
ALTER TABLE saved_view ADD COLUMN deleted_at BIGINT; -- instant since when it can only be restored, or NULL
CREATE INDEX saved_view_shared_index ON saved_view (list) WHERE shared_at IS NOT NULL;
