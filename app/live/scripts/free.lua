-- ARGV: id, secret. Answers the lock that was freed, or nothing.
local lock = mine(ARGV[1], ARGV[2])
if not lock then return '' end
redis.call('HDEL', LOCKS, lock.id)
tell_locks({ lock })
return cjson.encode(lock)
