#!/usr/bin/env bash
# Runs the phones against `openssl s_server`, and checks what they decide and which alert the server receives:
#     check.sh BUILD_FOLDER
set -euo pipefail
build=$1
pki=$build/pki
now=$(date +%s)
failed=0
cases=0

# Starts a server and waits for its port: serve FILE_OF_CERTIFICATE_AND_KEY CHAIN [option ...]
serve() {
    log=$build/server.log
    : >"$log"
    local certificate=$1 chain=$2
    shift 2
    local more=()
    [ -z "$chain" ] || more=(-cert_chain "$pki/$chain")
    openssl s_server -accept 127.0.0.1:0 -cert "$pki/$certificate.pem" -key "$pki/$certificate.key" "${more[@]}" -www "$@" \
        >"$log" 2>&1 </dev/null &
    server=$!
    wait_for_port
}
wait_for_port() {
    for _ in $(seq 200); do
        port=$(sed -n 's/^ACCEPT .*:\([0-9]*\)$/\1/p' "$log")
        [ -z "$port" ] || return 0
        sleep 0.05
    done
    echo "the server did not start:"
    cat "$log"
    exit 1
}
# The server has read the alert when it ends.
stop() {
    sleep 0.1
    kill "$server" 2>/dev/null || true
    wait "$server" 2>/dev/null || true
}

# expect LIBRARY WHAT TEXT ...: each text must be in the phone's output, or, after "server:", in that of the server.
expect() {
    local library=$1 what=$2 text where
    shift 2
    cases=$((cases + 1))
    for text in "$@"; do
        where=$output
        case $text in
        server:*) text=${text#server:} where=$(cat "$log") ;;
        esac
        case $text in
        '!'*) ! grep -qF -- "${text#!}" <<<"$where" && continue ;;
        *) grep -qF -- "$text" <<<"$where" && continue ;;
        esac
        printf 'FAILED %s, %s: expected "%s" in\n%s\n' "$library" "$what" "$text" "$where"
        failed=1
        return
    done
    printf '%-8s %-22s %s\n' "$library" "$what" "$(grep -m1 -E '^(message|not connected)' <<<"$output" | cut -c1-110)"
}

# phone LIBRARY [option ...]: the name and the time are the last that are given.
phone() {
    local library=$1
    shift
    output=$("$build/$library" --port "$port" --name pbx.example.com --time "$now" "$@" 2>&1) || true
}

for library in ${LIBRARIES:-openssl mbedtls}; do
    trust=(--trust "$pki/root.pem")

    serve pbx ca.pem
    phone $library "${trust[@]}"; stop
    expect $library "good" "verdict: trusted" "alert: 0" "connected" '!not connected' 'server:!alert'

    serve pbx ca.pem
    phone $library "${trust[@]}" --name other.example.com; stop
    expect $library "wrong name" "verdict: rejected" "finding: 401 " "other.example.com" "alert: 42" "not connected" "server:alert number 42"

    serve pbx ca.pem
    phone $library "${trust[@]}" --name other.example.com --waive name; stop
    expect $library "wrong name, waived" "verdict: tolerated" "finding: 401 waived" "alert: 0" "connected" '!not connected'

    serve pbx ca.pem
    phone $library "${trust[@]}" --time $((now + 86400 * 500)); stop
    expect $library "expired" "verdict: rejected" "finding: 201 " "alert: 45" "server:alert number 45"

    serve pbx ca.pem
    phone $library "${trust[@]}" --time $((now - 86400 * 9)); stop
    expect $library "not yet valid" "verdict: rejected" "finding: 202 " "alert: 46" "server:alert number 46"

    serve pbx ca.pem
    output=$("$build/$library" --port "$port" --name pbx.example.com "${trust[@]}" 2>&1) || true; stop
    expect $library "clock not set" "verdict: rejected" "finding: 205 " "remedy: set the clock" "alert: 46" "server:alert number 46"

    serve pbx ca.pem
    phone $library "${trust[@]}" --source built-in; stop
    expect $library "source" "finding: 104 " "remedy: set the CA source to all" "alert: 48" "server:alert number 48"

    serve pbx ca.pem
    phone $library --trust "$pki/other.pem"; stop
    expect $library "unknown root" "finding: 101 " "alert: 48" "server:alert number 48"

    serve pbx ""
    phone $library "${trust[@]}"; stop
    expect $library "missing CA" "finding: 101 " "alert: 48" "server:alert number 48"

    serve self ""
    phone $library --trust "$pki/self.pem"; stop
    expect $library "pinned" "verdict: trusted" "that very certificate is in the store" "connected" '!not connected'

    serve self ""
    phone $library "${trust[@]}"; stop
    expect $library "not pinned" "finding: 103 " "alert: 48" "server:alert number 48"

    serve pbx ca.pem
    phone $library "${trust[@]}" --again; stop
    connections=$(grep -c '^connected' <<<"$output" || true)
    expect $library "resumed" "connected"
    [ "$connections" = 2 ] || { echo "FAILED $library: resumed: $output"; failed=1; }

    serve pbx ca.pem
    phone $library "${trust[@]}" --again --remove-trust; stop
    expect $library "resumed after removal" "verdict: trusted" "connected" "finding: 101 " "alert: 48" "not connected" "server:alert number 48"

    serve pbx ca.pem -Verify 2 -verify_return_error -CAfile "$pki/root.pem"
    phone $library "${trust[@]}" --identity "$pki/phone-identity.pem"; stop
    expect $library "client certificate" "verdict: trusted" "connected" '!not connected'

    serve pbx ca.pem -Verify 2 -verify_return_error -CAfile "$pki/root.pem"
    phone $library "${trust[@]}"; stop
    expect $library "no client certificate" "verdict: trusted" "not connected" "server:peer did not return a certificate"
done

# The limits of the TLS libraries come first: OpenSSL passes long chains on, Mbed TLS does not.
serve pbx many.chain
phone openssl --trust "$pki/root.pem"; stop
expect openssl "71 certificates" "finding: 132 " "alert: 46" "server:alert number 46"
serve deep deep.chain
phone openssl --trust "$pki/root.pem"; stop
expect openssl "10 CAs" "verdict: rejected" "finding: 126 " "alert: 46" "server:alert number 46"
serve pbx many.chain
phone mbedtls --trust "$pki/root.pem"; stop
expect mbedtls "71 certificates" "not connected" '!verdict'
serve deep deep.chain
phone mbedtls --trust "$pki/root.pem"; stop
expect mbedtls "10 CAs" "not connected" '!verdict'

# Signatures checked by OpenSSL's own cryptography.
serve pbx ca.pem
phone openssl --trust "$pki/root.pem" --own-crypto; stop
expect openssl "own crypto" "verdict: trusted" "connected" '!not connected'
serve pbx ca.pem
phone openssl --trust "$pki/other.pem" --own-crypto; stop
expect openssl "own crypto, refused" "finding: 101 " "server:alert number 48"

# The phone's own web server, out of the slot.
log=$build/server.log
: >"$log"
"$build/server" "$pki/pbx-identity.pem" >"$log" 2>&1 &
server=$!
wait_for_port
output=$(printf 'GET / HTTP/1.0\r\n\r\n' | openssl s_client -connect "127.0.0.1:$port" -CAfile "$pki/root.pem" \
    -verify_return_error -verify_hostname pbx.example.com -ign_eof 2>&1) || true
stop
expect openssl "server" "Verify return code: 0 (ok)" "hello from the phone" "server:presented: the uploaded certificate, as selected"

# The page. A name with markup is escaped in HTML, and a wrong file has a remedy.
output=$("$build/page" html "$pki/root.pem" "$pki/script.pem" "$pki/root.key" 2>&1)
expect page "html" "<td>Test Root</td>" "&lt;script&gt;" '!<script>' "private key"
output=$("$build/page" json "$pki/root.pem" "$pki/self.pem" 2>/dev/null)
expect page "json" '"issuedTo": "Test Root"' '"pin": true'
if command -v python3 >/dev/null; then python3 -m json.tool <<<"$output" >/dev/null || failed=1; fi

echo "$cases cases"
exit $failed
