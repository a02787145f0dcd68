-- ARGV: a socket's name, who it is and on what, as JSON or '' when it left, how long that counts, in ms.
-- Presence is told when somebody comes, goes or turns to something else.
local before = redis.call('HGET', PEOPLE, ARGV[1])
local was = before and cjson.decode(before)
if ARGV[2] == '' then
  redis.call('HDEL', PEOPLE, ARGV[1])
else
  local one = cjson.decode(ARGV[2])
  one.ends = now + tonumber(ARGV[3])
  redis.call('HSET', PEOPLE, ARGV[1], cjson.encode(one))
  redis.call('EXPIRE', PEOPLE, DAY_S)
  if was and was.on == one.on and was.ends > now then return '' end
end
if was or ARGV[2] ~= '' then tell('[["presence",[]]]') end
return ''
