-- Events of a program by local day: what a backtest reads, in order.

CREATE INDEX conversion_day_index ON conversion (program_id, local_day, occurred_at);
