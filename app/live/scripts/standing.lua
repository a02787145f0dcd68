-- The locks that stand.
local answer = {}
for _, text in ipairs(redis.call('HVALS', LOCKS)) do
  if cjson.decode(text).lease_ends > now then answer[#answer + 1] = text end
end
return answer
