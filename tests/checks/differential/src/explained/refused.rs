//! Chains that this crate rejects and OpenSSL accepts.

/// The word of our reason, and the explanation.
pub const REFUSED_HERE_ONLY: &[(&str, &str)] = &[
    (
        "anchor refused",
        "an upload that cannot be parsed, or could be neither anchor nor pin, is rejected (an unknown critical \
      extension, no name, not DER)",
    ),
    (
        "bad-signature",
        "one anchor has the right name but must not issue; another has the same name and another key",
    ),
    (
        "ca-as-end-entity",
        "a server must not present a CA certificate: webpki rejects it, and a server's key is easier to \
      steal than a CA's",
    ),
    (
        "constraint-not-supported",
        "a directoryName constraint on a certificate that has such a name rejects, as in webpki",
    ),
    ("expired", "the valid twin is rejected for another reason, so the expired one is reported"),
    (
        "issuer-cannot-issue",
        "an upload that issued the certificate, but must not issue: no cA, version 1, or unique identifiers",
    ),
    (
        "issuer-key-differs",
        "one anchor has the right key but must not issue; another has the same name and another key",
    ),
    ("issuer-not-found", "a certificate that is not a CA (no cA, not DER, of version 2 or 4)"),
    (
        "issuer-written-otherwise",
        "names are compared as bytes, as webpki does; the message says that the spelling differs",
    ),
    ("name-constraint-violated", "a constraint that can be read in two ways limits in both"),
    (
        "name-mismatch",
        "an empty subjectAltName means no name; of several common names the most specific counts; and a \
      wildcard matches neither part of an internationalized label, nor a name directly below a top-level \
      domain, nor more than one label",
    ),
    (
        "path-refused",
        "webpki or RFC 5280: name constraints on a leaf, a CA without a name, a malformed authority \
      information access, a required policy, or a new key of a CA under the limits of the old one",
    ),
    ("path-too-long", "more than six intermediates, which is webpki's limit"),
    (
        "peer-key-unsupported",
        "invalid keys: of small order, even, with exponent 1 or 2, or without the parameters of RFC 3279 \
      §2.3.1",
    ),
    (
        "root-not-trusted",
        "the anchor must not issue (unique identifiers, no cA, not DER), so the presented root is not trusted",
    ),
    (
        "unknown-critical-extension",
        "critical policies and resources are not processed here, so RFC 5280 §4.2 requires a rejection",
    ),
    (
        "unreadable",
        "not DER, a duplicate extension, two signature algorithms, an invalid version, or a time before 1970: \
      one certificate that violates RFC 5280 §4.1 makes the chain unreadable",
    ),
    ("unsupported-signature-algorithm", "Ed25519 has no parameters (RFC 8410 §3)"),
    (
        "unsupported-version",
        "RFC 5280 §4.1.2.1: only version 3 states its purpose; other versions and unique identifiers are \
      accepted in pins only",
    ),
    (
        "key-usage-not-allowed",
        "the key usage of a pin counts too; OpenSSL does not check it in an anchor",
    ),
    (
        "usage-not-allowed",
        "OpenSSL accepts server-gated cryptography as a server's usage, a relic of export laws",
    ),
];
