-- Says hello, and what it was called with:  lua /lua/hello.lua you
print("Hello from " .. _VERSION .. (arg[1] and (", " .. table.concat(arg, " ")) or "") .. ".")
