import type { RedisConnection } from './redis-server.ts';

// Redis takes its time from the machine. Here what has to pass of it is taken away from everything that waits for it.
const age = `
local cursor, ms = '0', tonumber(ARGV[1])
repeat
  local page = redis.call('SCAN', cursor, 'COUNT', 1000)
  cursor = page[1]
  for _, key in ipairs(page[2]) do
    if redis.call('TYPE', key).ok == 'list' then
      local entries = redis.call('LRANGE', key, 0, -1)
      for n, entry in ipairs(entries) do
        local space = string.find(entry, ' ', 1, true)
        local at = tonumber(string.sub(entry, 1, space - 1))
        if at then
          redis.call('LSET', key, n - 1, string.format('%.0f', at - ms) .. string.sub(entry, space))
        end
      end
    end
    if redis.call('TYPE', key).ok == 'zset' then
      local members = redis.call('ZRANGEBYSCORE', key, 1e12, '+inf', 'WITHSCORES')
      for n = 1, #members, 2 do
        redis.call('ZADD', key, string.format('%.0f', tonumber(members[n + 1]) - ms), members[n])
      end
    end
    local left = redis.call('PTTL', key)
    if left >= 0 then
      redis.call('PEXPIRE', key, string.format('%.0f', left - ms))
    end
  end
until cursor == '0'
`;

/** Lets time pass for everything that a Redis keeps. */
export async function passTime(redis: RedisConnection, ms: number): Promise<void> {
  await redis.send('EVAL', age, '0', String(ms));
}
