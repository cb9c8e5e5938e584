#!/usr/bin/env bash
# Makes the certificates of the checks, with the openssl command: pki.sh FOLDER
set -euo pipefail
mkdir -p "$1"
cd "$1"

# key NAME
key() { openssl genpkey -quiet -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1.key" 2>/dev/null ||
    openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1.key" 2>/dev/null; }

# certificate NAME SUBJECT ISSUER EXTENSIONS: the issuer is a name, or the certificate's own for a self-signed one
certificate() {
    key "$1"
    printf '%s\n' "$4" >"$1.ext"
    if [ "$1" = "$3" ]; then
        signer=(-signkey "$1.key")
    else
        signer=(-CA "$3.pem" -CAkey "$3.key" -CAcreateserial)
    fi
    openssl req -new -key "$1.key" -subj "$2" 2>/dev/null |
        openssl x509 -req "${signer[@]}" -days 400 -extfile "$1.ext" -out "$1.pem" 2>/dev/null
}

ca=$'basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign'
server=$'subjectAltName=DNS:pbx.example.com\nextendedKeyUsage=serverAuth'
certificate root "/CN=Test Root" root "$ca"
certificate other "/CN=Other Root" other "$ca"
certificate ca "/CN=Test CA" root "$ca"
certificate pbx "/CN=pbx" ca "$server"
certificate self "/CN=pbx" self "$server"
certificate phone "/CN=phone" ca $'subjectAltName=DNS:phone.example.com\nextendedKeyUsage=clientAuth,serverAuth'
certificate script '/CN=<script>alert(1)<\/script>' script "$ca"

# Ten CAs, each issued by the one before.
issuer=root
for i in 1 2 3 4 5 6 7 8 9 10; do
    certificate "deep$i" "/CN=Deep CA $i" "$issuer" "$ca"
    issuer=deep$i
done
certificate deep "/CN=pbx" deep10 "$server"
cat deep10.pem deep9.pem deep8.pem deep7.pem deep6.pem deep5.pem deep4.pem deep3.pem deep2.pem deep1.pem >deep.chain

# With the server's own, 71 certificates: more than any chain needs.
cp ca.pem many.chain
for i in $(seq 69); do cat other.pem >>many.chain; done
cat phone.pem ca.pem phone.key >phone-identity.pem
cat pbx.pem ca.pem pbx.key >pbx-identity.pem
