-- Counts primes with a sieve:  lua /lua/primes.lua 100000
local limit = tonumber(arg[1]) or 100000
local composite, count, last = {}, 0, 2

for n = 2, limit do
  if not composite[n] then
    count, last = count + 1, n
    for multiple = n * n, limit, n do composite[multiple] = true end
  end
end
print(string.format("%d primes up to %d; the last is %d; %.4f of what Gauss guessed", count, limit, last,
                    count / (limit / math.log(limit))))
