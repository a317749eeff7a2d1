# Sums what `gcov -n` tells of machine/segment: one line per file, the total last.
/^File/ { file = $2; gsub(/'/, "", file) }
/^Lines executed/ && file ~ /^machine\/segment\/[a-z]*\.c$/ {
    split($0, part, /[:% ]+/)
    lines = part[5]; hit = lines * part[3] / 100
    printf "%-32s %6.2f%% of %d lines\n", file, part[3], lines
    all += lines; done += hit; file = ""
}
END { printf "%-32s %6.2f%% of %d lines\n", "machine/segment", 100 * done / all, all }
