-- ARGV: id, secret. Answers the lock that was freed, or nothing; one that is still asked for is not taken any more.
local text = redis.call('HGET', LOCKS, ARGV[1])
local lock = text and cjson.decode(text)
if lock and lock.secret ~= ARGV[2] then return '' end
close(ARGV[1], GIVEN_BACK)
if not lock then return '' end
redis.call('HDEL', LOCKS, lock.id)
tell_locks({ lock })
return lock.lease_ends > now and text or ''
