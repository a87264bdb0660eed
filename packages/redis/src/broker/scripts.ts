import { script } from '../store/script.ts';

// Epochs are made of a text that the channel got when it was first used, and of the generation of the Redis that runs
// the script: where acknowledged publications may be missing, the epoch is another one.

/**
 * Keeps a publication, gives it its place and hands it on, in one step.
 *
 * Nothing is written behind the push, which an ACL may refuse: whoever tries again must find the key of the first try.
 *
 * KEYS: meta, list[, published]. ARGV: generation, text for a new epoch, channel of Redis, body, size, ttl ms,
 * life ms, idempotency window ms, version, version epoch. Returns {offset, epoch}.
 */
export const publish = script(`
local generation, fresh, pushes, body = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local size, version = tonumber(ARGV[5]), tonumber(ARGV[9])
if KEYS[3] then
  local earlier = redis.call('GET', KEYS[3])
  if earlier then
    local space = string.find(earlier, ' ', 1, true)
    return {tonumber(string.sub(earlier, 1, space - 1)), string.sub(earlier, space + 1)}
  end
end
local offset, epoch, place = 0, '', '0 '
if size > 0 then
  local meta = redis.call('HMGET', KEYS[1], 'e', 'o', 'v', 'w', 'g')
  if not meta[1] then
    redis.call('DEL', KEYS[1], KEYS[2])
    redis.call('HSET', KEYS[1], 'e', fresh)
    meta = {fresh, '0', false, false, false}
  end
  if meta[5] ~= generation then
    redis.call('HSET', KEYS[1], 'g', generation, 'b', meta[2] or '0')
  end
  epoch = meta[1] .. '.' .. generation
  if version > 0 then
    if meta[3] and meta[4] == ARGV[10] and version <= tonumber(meta[3]) then
      return {tonumber(meta[2]), epoch}
    end
    redis.call('HSET', KEYS[1], 'v', ARGV[9], 'w', ARGV[10])
  end
  offset = redis.call('HINCRBY', KEYS[1], 'o', 1)
  place = string.format('%.0f ', offset) .. epoch
  redis.call('PEXPIRE', KEYS[1], ARGV[7])
  local now = redis.call('TIME')
  local at = string.format('%.0f', now[1] * 1000 + math.floor(now[2] / 1000))
  if redis.call('RPUSH', KEYS[2], at .. ' ' .. body) > size then
    redis.call('LTRIM', KEYS[2], -size, -1)
  end
  redis.call('PEXPIRE', KEYS[2], ARGV[6])
end
if KEYS[3] then
  redis.call('SET', KEYS[3], place, 'PX', ARGV[8])
end
redis.call('SPUBLISH', pushes, place .. '\\n' .. body)
return {offset, epoch}
`);

/**
 * Reads a slice of a channel, and drops what is too old.
 *
 * KEYS: meta, list. ARGV: generation, text for a new epoch, limit, since ('' for none), reverse ('1'), ttl ms, life ms.
 * Returns {epoch, offset, first offset that is kept, offset of the first entry, entries, offset where the generation
 * began}.
 */
export const history = script(`
local limit, since, reverse = tonumber(ARGV[3]), tonumber(ARGV[4]), ARGV[5] == '1'
local meta = redis.call('HMGET', KEYS[1], 'e', 'o', 'g', 'b')
if not meta[1] then
  redis.call('DEL', KEYS[1], KEYS[2])
  redis.call('HSET', KEYS[1], 'e', ARGV[2])
  meta = {ARGV[2], '0'}
end
redis.call('PEXPIRE', KEYS[1], ARGV[7])
local offset = tonumber(meta[2] or '0')
local now = redis.call('TIME')
local oldest = now[1] * 1000 + math.floor(now[2] / 1000) - tonumber(ARGV[6])
local function isOld(index)
  local entry = redis.call('LINDEX', KEYS[2], index)
  return tonumber(string.sub(entry, 1, string.find(entry, ' ', 1, true))) < oldest
end
local length = redis.call('LLEN', KEYS[2])
if length > 0 and isOld(0) then
  local old, young = 0, length
  while young - old > 1 do
    local middle = math.floor((old + young) / 2)
    if isOld(middle) then old = middle else young = middle end
  end
  redis.call('LTRIM', KEYS[2], young, -1)
  length = length - young
end
local first = offset - length + 1
local from, to = 0, length - 1
if since and reverse then to = math.min(to, since - 1 - first) end
if since and not reverse then from = math.max(0, math.min(length, since + 1 - first)) end
if reverse then from = math.max(from, to - limit + 1) else to = math.min(to, from + limit - 1) end
local entries = {}
if limit > 0 and to >= from then
  entries = redis.call('LRANGE', KEYS[2], string.format('%.0f', from), string.format('%.0f', to))
end
local began = offset
if meta[3] == ARGV[1] then began = tonumber(meta[4]) end
return {meta[1] .. '.' .. ARGV[1], offset, first, first + from, entries, began}
`);
