-- Drop what has ended and tell of it. Answers the epoch, '' after Redis was emptied.
local _, ended = standing()
tell_locks(ended)
return redis.call('GET', EPOCH) or ''
