//! What this crate refuses and OpenSSL accepts.

/// The word of our reason, and why OpenSSL does not mind.
pub const REFUSED_HERE_ONLY: &[(&str, &str)] = &[
    (
        "anchor not taken",
        "the door of uploads: a certificate that cannot be read or that could vouch for nothing is \
      refused there (a critical extension, no name, not DER)",
    ),
    (
        "bad-signature",
        "an anchor of the right name that may not issue, and one of the same name with another key",
    ),
    (
        "ca-as-end-entity",
        "a CA's own certificate does not serve as a server's: webpki refuses it, and a stolen key of a \
      CA could do more",
    ),
    (
        "expired",
        "the twin that is valid is refused for another reason, so that the expired one is told",
    ),
    (
        "issuer-not-found",
        "a CA that cannot be read as one (no cA, not DER, of version 2 or 4), or an issuer spelt \
      otherwise: names are compared as bytes, as webpki does",
    ),
    (
        "name-constraint-violated",
        "a constraint of a form that can be read in two ways limits by both, and directoryName \
      constraints refuse, as webpki does",
    ),
    (
        "name-mismatch",
        "a certificate with an empty subjectAltName says that it has no name, of several common names \
      the most specific counts, and no wildcard stands for a label of an IDN, a top-level domain's \
      own, or more than one",
    ),
    (
        "path-refused",
        "webpki or RFC 5280: name constraints on a leaf, a CA without a name, a malformed authority \
      information access, a demanded policy, a new key of a CA held to the limits of the old",
    ),
    (
        "root-not-trusted",
        "the anchor may not vouch (unique identifiers, no cA, not DER), so the root that was presented \
      is not trusted",
    ),
    ("too-much-work", "more than six intermediates, which is webpki's limit"),
    (
        "unknown-critical-extension",
        "critical policies and resources: nobody here processes them, so RFC 5280 §4.2 refuses",
    ),
    (
        "unreadable",
        "not DER, a second extension of one kind, two signature algorithms, a version that is none, a \
      time before 1970: one certificate that is not as RFC 5280 §4.1 says refuses a chain",
    ),
    (
        "unsupported-key",
        "keys that are none: of small order, even, with exponent 1 or 2, or without the parameters of \
      RFC 3279 §2.3.1",
    ),
    ("unsupported-signature-algorithm", "Ed25519 has no parameters (RFC 8410 §3)"),
    (
        "unsupported-version",
        "RFC 5280 §4.1.2.1: only version 3 can say what it is for; older ones and unique identifiers are \
      for pins",
    ),
    (
        "key-usage-not-allowed",
        "a pin says what its key is for, too. OpenSSL does not ask that of what it trusts",
    ),
    (
        "usage-not-allowed",
        "OpenSSL takes server-gated cryptography for a server's usage, a relic of export laws",
    ),
];
