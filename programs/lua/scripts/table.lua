-- Writes a file, reads it back, and removes it:  lua /lua/table.lua
local path = "/tmp-table.txt"
local out = assert(io.open(path, "w"))
for i = 1, 12 do out:write(string.format("%2d squared is %3d\n", i, i * i)) end
out:close()

local sum = 0
for line in io.lines(path) do sum = sum + tonumber(line:match("(%d+)$")) end
assert(os.remove(path))
print("the squares of 1 to 12 add up to " .. sum)
