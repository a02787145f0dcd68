-- ARGV: id, who asks, as JSON. Its holder is told once by each person. Answers the lock, or nothing.
local text = redis.call('HGET', LOCKS, ARGV[1])
if not text then return '' end
local lock, who = cjson.decode(text), cjson.decode(ARGV[2])
if lock.lease_ends <= now then return '' end
for _, one in ipairs(lock.asked) do
  if one.person == who.person then return text end
end
lock.asked[#lock.asked + 1] = who
keep(lock)
tell(cjson.encode({ { 'ask', { lock.id } } }))
return cjson.encode(lock)
