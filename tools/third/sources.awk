# Reads apt's own source lists (one-line and deb822 style) and prints a deb-src line for each entry that serves
# component main of Debian release `codename` (the release itself, its updates and its security updates).

function emit(uri, suite, signed,    options) {
    if (suite !~ "^" codename "(-updates|-security|/updates)?$")
        return
    options = signed == "" ? "" : "[signed-by=" signed "] "
    line = "deb-src " options uri " " suite " main"
    if (!(line in seen))
        print line
    seen[line] = 1
}

function flush_stanza(    u, s, nu, ns, uris, suites) {
    if (types ~ /(^| )deb( |$)/ && components ~ /(^| )main( |$)/ && enabled != "no") {
        nu = split(uri_list, uris, " ")
        ns = split(suite_list, suites, " ")
        for (u = 1; u <= nu; u++)
            for (s = 1; s <= ns; s++)
                emit(uris[u], suites[s], signed_by)
    }
    types = components = enabled = uri_list = suite_list = signed_by = ""
}

FNR == 1 { flush_stanza() }
/^[[:space:]]*#/ { next }
/^[[:space:]]*$/ { flush_stanza(); next }

FILENAME ~ /\.sources$/ {
    key = tolower($1)
    value = $0
    sub(/^[^:]*:[[:space:]]*/, "", value)
    if (key == "types:") types = value
    else if (key == "uris:") uri_list = value
    else if (key == "suites:") suite_list = value
    else if (key == "components:") components = value
    else if (key == "enabled:") enabled = value
    else if (key == "signed-by:") signed_by = value ~ /^\// ? value : ""
    next
}

$1 == "deb" {
    signed = ""
    if (match($0, /signed-by=[^] ]+/))
        signed = substr($0, RSTART + 10, RLENGTH - 10)
    sub(/\[[^]]*\]/, "")
    $0 = $0
    for (i = 4; i <= NF; i++)
        if ($i == "main")
            emit($2, $3, signed)
}

END { flush_stanza() }
