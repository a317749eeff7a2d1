-- The most frequent words of a file, through the file system service:  lua /lua/words.lua /README.md 10
local path, most = arg[1] or "/README.md", tonumber(arg[2]) or 10
local file, why = io.open(path)
if not file then
  io.stderr:write("words: ", why, "\n")
  os.exit(1)
end

local seen, words, lines = {}, {}, 0
for line in file:lines() do
  lines = lines + 1
  for word in line:lower():gmatch("%a%a%a%a+") do
    if not seen[word] then words[#words + 1] = word end
    seen[word] = (seen[word] or 0) + 1
  end
end
file:close()

table.sort(words, function(a, b) return seen[a] > seen[b] or seen[a] == seen[b] and a < b end)
print(string.format("%s: %d lines, %d different words of four letters and more", path, lines, #words))
for i = 1, math.min(most, #words) do print(string.format("%6d  %s", seen[words[i]], words[i])) end
