-- Never ends: try Ctrl-C, or start it with & and end it with kill.
local n = 0
while true do n = n + 1 end
