"""The rows of the tables, and which libraries are measured."""

# The name of the C file, its Debian package, the libraries it is linked with.
LIBRARIES = [
    ("openssl", "libssl-dev", ["-lcrypto"]),
    ("mbedtls", "libmbedtls-dev", ["-lmbedx509", "-lmbedcrypto"]),
    ("gnutls", "libgnutls28-dev", ["-lgnutls"]),
    ("wolfssl", "libwolfssl-dev", ["-lwolfssl"]),
]
GO = "golang-go"

# What each suite is measured for. Only OpenSSL is newer in experimental than in sid.
SUITES = {"experimental": ["libssl-dev"]}
# The suites of `benches/README.md`: Debian 12, and the newest.
WRITTEN = ["bookworm", "sid", "experimental"]

OURS, LC, WEBPKI, LIMIT = "trustslot", "trustslot, aws-lc-rs", "webpki", "limit"

WORKS = [
    ("facts_p256_leaf", "facts of a small leaf"),
    ("facts_web_leaf", "facts of a leaf with 33 names"),
    ("mozilla_pem", "Mozilla list, PEM to usable anchors"),
    ("verify_p256", "verify leaf, CA, root: P-256"),
    ("verify_p384", "verify leaf, CA, root: P-384"),
    ("verify_rsa2048", "verify leaf, CA, root: RSA 2048"),
    ("verify_mldsa44", "verify leaf, CA, root: ML-DSA-44"),
    ("verify_mldsa65", "verify leaf, CA, root: ML-DSA-65"),
    ("pin", "a leaf trusted directly"),
    ("refused_expired", "refuse P-256: expired"),
    ("refused_name", "refuse P-256: another name"),
    ("refused_issuer", "refuse P-256: issuer not sent"),
    ("refused_root", "refuse P-256: root not trusted"),
    ("hostile_50", "50 hostile CAs of one name and key"),
    ("hostile_50_keys", "50 hostile CAs of one name, 50 keys"),
    ("names_10", "2,000 names under 10 constraints"),
    ("names_1000", "2,000 names under 1,000 constraints"),
    ("anchors_10", "verify P-256 among 10 anchors"),
    ("anchors_10000", "verify P-256 among 10,000 anchors"),
    ("crl_read_100000", "read a CRL of 100,000 entries"),
    ("crl_verify_100000", "verify P-256 with this CRL"),
    ("crl_read_1000000", "read a CRL of 1,000,000 entries"),
    ("crl_verify_1000000", "verify P-256 with this CRL"),
]

# Ratios within one library, and the target of this library's with ring.
WITHIN = [
    ("verify_p256", "bare_p256", "verify ÷ its signature checks: P-256", "≤ 1.03"),
    ("verify_p384", "bare_p384", "verify ÷ its signature checks: P-384", "≤ 1.02"),
    ("verify_rsa2048", "bare_rsa2048", "verify ÷ its signature checks: RSA 2048", "≤ 1.07"),
    ("anchors_10000", "anchors_10", "10,000 anchors ÷ 10 anchors", "≤ 1.01"),
    ("refused_expired", "verify_p256", "refused ÷ verified: expired", "≤ 3"),
    ("refused_name", "verify_p256", "refused ÷ verified: another name", "≤ 3"),
    ("refused_issuer", "verify_p256", "refused ÷ verified: issuer not sent", "≤ 3"),
    ("refused_root", "verify_p256", "refused ÷ verified: root not trusted", "≤ 3"),
    ("hostile_50_keys", "verify_p256", "refused ÷ verified: 50 hostile CAs", "≤ 3"),
    ("crl_verify_100000", "verify_p256", "with ÷ without a CRL of 100,000 entries", ""),
]


def base(row):
    """The program that the others are compared with. ring has no ML-DSA."""
    return LC if "mldsa" in row else OURS
