-- ARGV: id, secret, lease in ms, '1' when its holder did something. Answers the lock, or who took it over, or that it was given back, or nothing.
local lock = mine(ARGV[1], ARGV[2])
if not lock then return { 0, redis.call('HGET', TAKEN, ARGV[1]) or '' } end
lock.lease_ends = now + tonumber(ARGV[3])
if ARGV[4] == '1' then lock.seen = now end
keep(lock)
return { 1, cjson.encode(lock) }
