import { script } from '../store/script.ts';

// What waits is a list of JSON texts. The batch that is under way is a second list; the state says its id, whose it is
// until when, and how many events got lost before it.

/**
 * Puts events at the end, unless they came before. KEYS: waiting, state, newest of this server.
 * ARGV: generation, number of the first one, most that may wait, lost before them, event, …
 */
export const add = script(`
local first, count = tonumber(ARGV[2]), #ARGV - 4
local seen = tonumber(redis.call('GET', KEYS[3]) or '0')
if first + count - 1 <= seen then return 0 end
for n = math.max(1, seen - first + 2), count do
  redis.call('RPUSH', KEYS[1], ARGV[n + 4])
end
local over = math.max(0, redis.call('LLEN', KEYS[1]) - tonumber(ARGV[3]))
if over > 0 then redis.call('LTRIM', KEYS[1], over, -1) end
local lost = tonumber(ARGV[4]) + over
if lost > 0 then redis.call('HINCRBY', KEYS[2], 'lost', lost) end
redis.call('SET', KEYS[3], string.format('%.0f', first + count - 1), 'PX', 600000)
return 1
`);

/**
 * Gives a server the batch that is next. KEYS: waiting, state, batch. ARGV: generation, server, hold ms, size, fresh id.
 * Returns {id, lost, events}, or {'', ms until it may ask again} while another has it, or nothing.
 */
export const take = script(`
local now = redis.call('TIME')
local ms = now[1] * 1000 + math.floor(now[2] / 1000)
local state = redis.call('HMGET', KEYS[2], 'id', 'holder', 'until', 'before', 'lost', 'hold')
if not state[1] then
  local events = redis.call('LRANGE', KEYS[1], 0, tonumber(ARGV[4]) - 1)
  if #events == 0 then return {} end
  redis.call('LTRIM', KEYS[1], #events, -1)
  for _, event in ipairs(events) do redis.call('RPUSH', KEYS[3], event) end
  redis.call('HDEL', KEYS[2], 'lost')
  state = {ARGV[5], ARGV[2], 0, state[5] or '0'}
elseif state[2] ~= ARGV[2] then
  local left = tonumber(state[3]) - ms
  -- More is left than there ever was, where the clock was set back.
  if left > 0 and left <= tonumber(state[6] or ARGV[3]) then return {'', left} end
end
redis.call('HSET', KEYS[2], 'id', state[1], 'holder', ARGV[2], 'before', state[4],
  'until', string.format('%.0f', ms + tonumber(ARGV[3])), 'hold', ARGV[3])
return {state[1], tonumber(state[4]), redis.call('LRANGE', KEYS[3], 0, -1)}
`);

/**
 * Ends a batch. KEYS: waiting, state, batch. ARGV: generation, id, whether it is lost ('1').
 * Returns how many events wait.
 */
export const done = script(`
if redis.call('HGET', KEYS[2], 'id') == ARGV[2] then
  if ARGV[3] == '1' then
    local lost = redis.call('LLEN', KEYS[3]) + tonumber(redis.call('HGET', KEYS[2], 'before'))
    redis.call('HINCRBY', KEYS[2], 'lost', lost)
  end
  redis.call('DEL', KEYS[3])
  redis.call('HDEL', KEYS[2], 'id', 'holder', 'until', 'before', 'hold')
end
return redis.call('LLEN', KEYS[1])
`);
