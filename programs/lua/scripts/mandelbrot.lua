-- The Mandelbrot set in floating point and letters.
local shades = " .:-=+*#%@"
for y = -1.2, 1.2, 0.1 do
  local row = {}
  for x = -2.1, 0.9, 0.04 do
    local r, i, n = 0, 0, 0
    while r * r + i * i < 4 and n < 60 do
      r, i, n = r * r - i * i + x, 2 * r * i + y, n + 1
    end
    local shade = n == 60 and #shades or 1 + n % (#shades - 1)
    row[#row + 1] = shades:sub(shade, shade)
  end
  print(table.concat(row))
end
