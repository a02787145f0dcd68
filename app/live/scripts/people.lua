-- Who is here; what has ended is dropped.
local all, found = redis.call('HGETALL', PEOPLE), {}
for at = 1, #all, 2 do
  local one = cjson.decode(all[at + 1])
  if one.ends <= now then redis.call('HDEL', PEOPLE, all[at]) else found[#found + 1] = all[at + 1] end
end
return found
