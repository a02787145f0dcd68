-- ARGV: id, who takes it, as JSON, after how many idle ms anybody may. Answers {1, lock} or {0, ms to wait}, or {2} when it is gone.
local text = redis.call('HGET', LOCKS, ARGV[1])
if not text then return { 2 } end
local lock = cjson.decode(text)
if lock.lease_ends <= now then return { 2 } end
local left = lock.seen + tonumber(ARGV[3]) - now
if left > 0 then return { 0, left } end
redis.call('HDEL', LOCKS, lock.id)
close(lock.id, ARGV[2])
tell_locks({ lock })
return { 1, cjson.encode(lock) }
