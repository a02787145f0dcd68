-- ARGV: the epoch and the number that somebody heard last.
-- Answers epoch, number, how many ms ago something was told last (-1: never), whether nothing is missing, and the frames since.
local epoch = epoch_now()
local seq = tonumber(redis.call('GET', SEQ) or '0')
local last = redis.call('XREVRANGE', LOG, '+', '-', 'COUNT', 1)
local age = last[1] and now - tonumber(last[1][2][4]) or -1
local since = tonumber(ARGV[2])
if ARGV[1] ~= epoch or not since or since > seq then return { epoch, seq, age, 0 } end
local answer, missed = { epoch, seq, age, 1 }, redis.call('XRANGE', LOG, (since + 1) .. '-0', '+')
if #missed ~= seq - since then return { epoch, seq, age, 0 } end
for _, entry in ipairs(missed) do answer[#answer + 1] = entry[2][2] end
return answer
