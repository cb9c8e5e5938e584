// Measures crypto/x509 as peer.c measures a C library: the same files, rows, batches and output.
package main

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/rsa"
	_ "crypto/sha256"
	_ "crypto/sha512"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"
)

// The host that the chains are for.
const host = "phone.example.com"

var directory string

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintf(os.Stderr, "usage: %s DIRECTORY | --version\n", os.Args[0])
		os.Exit(2)
	}
	if os.Args[1] == "--version" {
		fmt.Println("Go", strings.TrimPrefix(runtime.Version(), "go"))
		return
	}
	directory = os.Args[1]

	mozilla := split(file("mozilla.roots"))
	for row, name := range map[string]string{"facts_p256_leaf": "leaf.der", "facts_web_leaf": "web_leaf.der"} {
		der := file(name)
		measure(row, "read", func() bool { return facts(der) })
	}
	list := file("mozilla.pem")
	read := anchorsOfPEM(list)
	answer := fmt.Sprintf("read %d of %d", read, len(mozilla))
	measure("mozilla_pem", answer, func() bool { return anchorsOfPEM(list) == read })

	for _, kind := range []string{"p256", "p384", "rsa2048"} {
		trusted := roots(append(split(file(kind+".root")), mozilla...))
		chain("verify_"+kind, kind+".chain", trusted, "trusted")
		bare(kind)
	}
	for _, kind := range []string{"mldsa44", "mldsa65"} {
		trusted := roots(append(split(file(kind+".root")), mozilla...))
		if trusts(trusted, split(file(kind+".chain"))) {
			chain("verify_"+kind, kind+".chain", trusted, "trusted")
		} else {
			cannot("verify_"+kind, "does not verify ML-DSA")
		}
	}
	chain("pin", "pin.der", roots(split(file("pin.der"))), "trusted")

	all := roots(append(split(file("p256.root")), mozilla...))
	for _, row := range []string{"refused_expired", "refused_name", "refused_issuer"} {
		chain(row, row+".chain", all, "refused")
	}
	chain("refused_root", "refused_root.chain", roots(mozilla), "refused")
	for _, row := range []string{"hostile_50", "hostile_50_keys"} {
		chain(row, row+".chain", all, "refused")
	}
	for _, row := range []string{"names_10", "names_1000"} {
		chain(row, row+".chain", roots(split(file(row+".root"))), "")
	}
	for _, row := range []string{"anchors_10", "anchors_10000"} {
		chain(row, "p256.chain", roots(split(file(row+".roots"))), "trusted")
	}
	for _, entries := range []string{"100000", "1000000"} {
		crl := file("crl_" + entries + ".crl")
		measure("crl_read_"+entries, "read", func() bool {
			_, err := x509.ParseRevocationList(crl)
			return err == nil
		})
		cannot("crl_verify_"+entries, "consults no CRLs")
	}
}

func facts(der []byte) bool {
	_, err := x509.ParseCertificate(der)
	return err == nil
}

func anchorsOfPEM(list []byte) int {
	pool, count := x509.NewCertPool(), 0
	for {
		var block *pem.Block
		if block, list = pem.Decode(list); block == nil {
			return count
		}
		if root, err := x509.ParseCertificate(block.Bytes); err == nil {
			pool.AddCert(root)
			count++
		}
	}
}

// A pool of these roots, except those that are not read.
func roots(ders [][]byte) *x509.CertPool {
	pool := x509.NewCertPool()
	for _, der := range ders {
		if root, err := x509.ParseCertificate(der); err == nil {
			pool.AddCert(root)
		}
	}
	return pool
}

// Begins with the bytes. It verifies for a TLS server, which is the default.
func trusts(trusted *x509.CertPool, presented [][]byte) bool {
	leaf, err := x509.ParseCertificate(presented[0])
	if err != nil {
		return false
	}
	others := x509.NewCertPool()
	for _, der := range presented[1:] {
		if ca, err := x509.ParseCertificate(der); err == nil {
			others.AddCert(ca)
		}
	}
	_, err = leaf.Verify(x509.VerifyOptions{DNSName: host, Roots: trusted, Intermediates: others})
	return err == nil
}

// If no answer is expected, the first one is, and the others must be the same.
func chain(row, name string, trusted *x509.CertPool, expected string) {
	presented := split(file(name))
	if expected == "" {
		expected = answer(trusts(trusted, presented))
	}
	measure(row, expected, func() bool { return answer(trusts(trusted, presented)) == expected })
}

func answer(isTrusted bool) string {
	if isTrusted {
		return "trusted"
	}
	return "refused"
}

// The signature checks alone. They begin with the bytes of the key.
func bare(kind string) {
	type signature struct{ spki, message, value []byte }
	var both []signature
	for _, name := range []string{kind + ".1", kind + ".2"} {
		both = append(both, signature{file(name + ".spki"), file(name + ".message"), file(name + ".signature")})
	}
	measure("bare_"+kind, "good", func() bool {
		for _, one := range both {
			if !isGood(one.spki, one.message, one.value, kind == "p384") {
				return false
			}
		}
		return true
	})
}

func isGood(spki, message, value []byte, with384 bool) bool {
	key, err := x509.ParsePKIXPublicKey(spki)
	if err != nil {
		return false
	}
	hash := crypto.SHA256
	if with384 {
		hash = crypto.SHA384
	}
	hasher := hash.New()
	hasher.Write(message)
	digest := hasher.Sum(nil)
	switch key := key.(type) {
	case *ecdsa.PublicKey:
		return ecdsa.VerifyASN1(key, digest, value)
	case *rsa.PublicKey:
		return rsa.VerifyPKCS1v15(key, hash, digest, value) == nil
	}
	return false
}

// Prints the lowest of up to 25 batches of 2 ms each, and of at least 2 of them that take a second: other work on the
// machine only adds time.
func measure(row, answer string, work func() bool) {
	batch := func(times int) time.Duration {
		start := time.Now()
		for n := 0; n < times; n++ {
			if !work() {
				fmt.Fprintf(os.Stderr, "%s: another answer than %s\n", row, answer)
				os.Exit(1)
			}
		}
		return time.Since(start)
	}
	times := 1
	for batch(times) < 2*time.Millisecond {
		times *= 2
	}
	lowest := batch(times)
	for n, all := 1, lowest; n < 25 && (n < 2 || all < time.Second); n++ {
		next := batch(times)
		if next < lowest {
			lowest = next
		}
		all += next
	}
	fmt.Printf("%s\t%.1f\t%s\n", row, float64(lowest.Nanoseconds())/float64(times), answer)
}

// A row without a time, and the reason.
func cannot(row, reason string) { fmt.Printf("%s\t-\t%s\n", row, reason) }

func file(name string) []byte {
	all, err := os.ReadFile(filepath.Join(directory, name))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	return all
}

// Splits concatenated certificates, each of 256 to 65,535 bytes.
func split(all []byte) [][]byte {
	var parts [][]byte
	for len(all) > 0 {
		if len(all) < 4 || !bytes.HasPrefix(all, []byte{0x30, 0x82}) {
			fmt.Fprintln(os.Stderr, "not certificates of 256 to 65,535 bytes")
			os.Exit(1)
		}
		length := 4 + (int(all[2])<<8 | int(all[3]))
		parts, all = append(parts, all[:length:length]), all[length:]
	}
	return parts
}
