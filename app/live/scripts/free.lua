-- ARGV: id, secret. Answers the lock that was freed, or nothing; one that is still asked for is not taken any more.
local lock = mine(ARGV[1], ARGV[2])
if lock or redis.call('HEXISTS', LOCKS, ARGV[1]) == 0 then close(ARGV[1], GIVEN_BACK) end
if not lock then return '' end
redis.call('HDEL', LOCKS, lock.id)
tell_locks({ lock })
return cjson.encode(lock)
