-- ARGV: the lock that is wanted, as JSON; how long a lease is, in ms. Answers {held, lock}: whose stands, and whether it is the wanted one.
-- Answers {2, who} where it was taken over or given back before: who asked first may be heard last.
local wanted = cjson.decode(ARGV[1])
local closed = redis.call('HGET', TAKEN, wanted.id)
if closed then return { 2, closed } end
local found, ended = standing()
tell_locks(ended)
local before
for _, lock in ipairs(found) do
  if lock.id == wanted.id then
    if lock.secret ~= wanted.secret or lock.person ~= wanted.person then return { 0, cjson.encode(lock) } end
    before = lock
  elseif lock.person ~= wanted.person and meet(lock, wanted) then
    return { 0, cjson.encode(lock) }
  end
end
wanted.since, wanted.seen, wanted.lease_ends = before and before.since or now, now, now + tonumber(ARGV[2])
wanted.asked = before and before.asked or {}
wanted.fence = before and before.fence or redis.call('INCR', LOCKS .. ':fence')
keep(wanted)
local same = before and before.starts_at == wanted.starts_at and before.ends_at == wanted.ends_at
  and before.reservation == wanted.reservation and table.concat(before.units, ',') == table.concat(wanted.units, ',')
if not same then tell_locks({ before or wanted, wanted }) end
return { 1, cjson.encode(wanted), before and 0 or 1 }
