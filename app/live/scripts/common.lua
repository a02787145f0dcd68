-- Before every script: the tenant's keys, the clock of this server, and how something is told.
local EPOCH, SEQ, LOG, LOCKS, TAKEN, PEOPLE, CHANNEL = unpack(KEYS)
local KEPT, DAY_S, TAKEN_S, TAKEN_MOST = 500, 86400, 3600, 1000
local GIVEN_BACK = '-' -- instead of who took a lock over: nobody did, and its name is used no more

local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)

-- An epoch begins when the numbers do, or with who first asks for them: whoever knows another one has missed something.
local function epoch_now()
  local epoch = redis.call('GET', EPOCH)
  if not epoch then
    epoch = clock[1] .. '.' .. clock[2]
    redis.call('DEL', SEQ, LOG)
  end
  redis.call('SET', EPOCH, epoch, 'EX', DAY_S)
  return epoch
end

-- Tell what changed: a number that follows the last one, kept for who was away for a moment.
local function tell(changes)
  local epoch = epoch_now()
  local seq = redis.call('INCR', SEQ)
  redis.call('EXPIRE', SEQ, DAY_S)
  local frame = '{"t":"ev","epoch":"' .. epoch .. '","seq":' .. seq .. ',"changes":' .. changes .. '}'
  redis.call('XADD', LOG, 'MAXLEN', '~', KEPT, seq .. '-0', 'f', frame, 't', now)
  redis.call('EXPIRE', LOG, DAY_S)
  redis.call('PUBLISH', CHANNEL, frame)
  return frame
end

local function tell_locks(changed)
  local names, seen = {}, {}
  for _, lock in ipairs(changed) do
    for _, name in ipairs({ lock.id, lock.reservation, unpack(lock.unit_refs) }) do
      if name ~= '' and not seen[name] then
        seen[name] = true
        names[#names + 1] = name
      end
    end
  end
  if #names > 0 then tell(cjson.encode({ { 'lock', names } })) end
end

-- The locks that stand; those whose lease has ended are dropped, and answered apart.
local function standing()
  local found, ended = {}, {}
  local all = redis.call('HGETALL', LOCKS)
  for at = 1, #all, 2 do
    local lock = cjson.decode(all[at + 1])
    if lock.lease_ends <= now then
      redis.call('HDEL', LOCKS, all[at])
      ended[#ended + 1] = lock
    else
      found[#found + 1] = lock
    end
  end
  return found, ended
end

local function keep(lock)
  redis.call('HSET', LOCKS, lock.id, cjson.encode(lock))
  redis.call('EXPIRE', LOCKS, DAY_S)
end

-- Whether two locks are about the same: one reservation, or one unit at overlapping times.
local function meet(one, other)
  if one.reservation ~= '' and one.reservation == other.reservation then return true end
  if one.starts_at >= other.ends_at or other.starts_at >= one.ends_at then return false end
  for _, unit in ipairs(one.units) do
    for _, taken in ipairs(other.units) do
      if unit == taken then return true end
    end
  end
  return false
end

-- Who asks about a lock that has ended for good is told so; also who asked for it before, and is heard after.
local function close(id, why)
  if redis.call('HLEN', TAKEN) >= TAKEN_MOST then redis.call('DEL', TAKEN) end
  redis.call('HSET', TAKEN, id, why)
  redis.call('EXPIRE', TAKEN, TAKEN_S)
end

local function mine(id, secret)
  local text = redis.call('HGET', LOCKS, id)
  if not text then return nil end
  local lock = cjson.decode(text)
  if lock.secret ~= secret or lock.lease_ends <= now then return nil end
  return lock
end
