-- Events that still hold what is personal, and sessions that have ended. Apart from the feed's index, since with that it kept
-- whoever registers waiting for longer than a second where there are a million events. Databases that had the two from 0015 keep
-- them.

create index if not exists event_personal on event (occurred_at) where personal is not null and position is not null;

create index if not exists session_ended_at on session (ended_at) where ended_at is not null;
