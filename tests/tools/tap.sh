# SPDX-License-Identifier: Apache-2.0
# Sourced by test scripts: `check "what holds" COMMAND...` prints one TAP line,
# and what the command said if it failed; `tap_done` is the exit status.

tap_failed=0

check() {
    local title=$1 said
    shift
    if said=$("$@" 2>&1); then
        echo "ok - $title"
    else
        echo "not ok - $title"
        [ -z "$said" ] || sed 's/^/# /' <<<"$said" | head -n 40
        tap_failed=1
    fi
}

tap_done() {
    return "$tap_failed"
}
