//! Chains that this crate accepts and OpenSSL rejects.

use super::Explained;

pub const ACCEPTED_HERE_ONLY: &[Explained] = &[
    Explained {
        codes: &[],
        only_strict: false,
        words: &[],
        why: "this very certificate was uploaded, so only its dates, usage, name and key count, and no issuer",
    },
    Explained {
        codes: &[-1],
        only_strict: false,
        words: &[
            "common name in another string",
            "bytes of the subject",
            "bytes of the issuer",
            "bytes of the key",
            "bytes of the algorithm",
            "malformed string in a name",
            "subjectAltName critical",
            "wildcard",
            "other dNSName",
            "odd dNSName",
            "no dNSName, others",
            "two common names",
            "no subjectAltName",
            "common name alone",
        ],
        why: "OpenSSL decodes every string of a name. Here names are compared as bytes. A string that RFC 5280 \
              §4.1.2.4 does not allow matches no name, and is escaped where it is shown",
    },
    Explained {
        codes: &[10],
        only_strict: false,
        words: &["ends now", "another time"],
        why: "the last second: notAfter is part of the validity (RFC 5280 §4.1.2.5), but OpenSSL rejects the \
              certificate in that second",
    },
    Explained {
        codes: &[20],
        only_strict: false,
        words: &[
            "no authorityKeyIdentifier",
            "no subjectKeyIdentifier",
            "no extensions",
            "empty authorityKeyIdentifier",
            "empty subjectKeyIdentifier",
            "another subjectKeyIdentifier",
            "bytes of subjectKeyIdentifier",
            "bytes of authorityKeyIdentifier",
            "authorityKeyIdentifier of another key",
            "authorityKeyIdentifier of another certificate",
        ],
        why: "key identifiers are hints for finding an issuer (RFC 4158 §3.5.12, RFC 5280 §4.2.1.1). Here they \
              order the candidates, and the signature decides",
    },
    Explained {
        codes: &[20, 26],
        only_strict: false,
        words: &[
            "malformed CRL distribution points",
            "resources of RFC 3779",
            "malformed policies",
            "authority information access",
            "bytes of the issuer",
        ],
        why: "OpenSSL parses every extension of a CA that it knows. Here an extension that is not processed is \
              not parsed (RFC 5280 §4.2), and the issuer of an anchor does not matter",
    },
    Explained {
        codes: &[7, 10, 19, 20],
        only_strict: false,
        words: &[
            "a CA of the same name",
            "an anchor of the same name",
            "subject of another CA",
            "an expired twin of the CA",
            "no authorityKeyIdentifier",
            "no subjectKeyIdentifier",
            "no extensions",
            "empty authorityKeyIdentifier",
            "empty subjectKeyIdentifier",
            "another subjectKeyIdentifier",
            "bytes of subjectKeyIdentifier",
            "bytes of authorityKeyIdentifier",
            "authorityKeyIdentifier of another key",
            "authorityKeyIdentifier of another certificate",
            "malformed CRL distribution points",
            "resources of RFC 3779",
            "malformed policies",
            "authority information access",
            "bytes of the issuer",
        ],
        why: "several issuers of one name: OpenSSL tries only the first whose key identifiers match. Here every \
              candidate is tried, and the signature decides",
    },
    Explained {
        codes: &[26, 79],
        only_strict: false,
        words: &["Netscape certificate type", "no keyUsage"],
        why: "an extension by Netscape, which is no longer issued and is not in RFC 5280",
    },
    Explained {
        codes: &[47, 48],
        only_strict: false,
        words: &[
            "common name in another string",
            "permitted dNSName",
            "excluded dNSName",
            "constraints not critical",
            "empty subjectAltName",
            "subjectAltName critical",
            "wildcard",
            "other dNSName",
            "odd dNSName",
            "no dNSName, others",
            "two common names",
            "no subjectAltName",
            "common name alone",
        ],
        why: "a client: there is no reference name, so the common name is not a host name and is not checked \
              against dNSName constraints",
    },
    Explained {
        codes: &[62],
        only_strict: false,
        words: &["another reference name"],
        why: "a final dot marks a complete name (RFC 1034 §3.1); here it is removed from the reference name",
    },
    Explained {
        codes: &[62],
        only_strict: false,
        words: &["wildcard"],
        why: "RFC 2818 §3.1 allows a wildcard anywhere in a label; OpenSSL allows it only at one end",
    },
    Explained {
        codes: &[66],
        only_strict: false,
        words: &["point off its curve"],
        why: "OpenSSL decodes the key of the peer. Here only its form is checked: no signature verifies with it, \
              so no handshake is completed",
    },
    Explained {
        codes: &[79],
        only_strict: false,
        words: &[
            "version 1",
            "version 2 with extensions",
            "no extensions",
            "empty issuer",
            "unknown algorithm",
            "algorithm of another key",
            "algorithm with NULL",
            "corrupt signature",
            "signature of another length",
            "SHA-1",
            "two signature algorithms",
            "two signature algorithms, the signed one wrong",
        ],
        why: "a built-in root of version 1 or 2 cannot express that it is a CA. It counts as one because it is \
              built in, and its issuer does not matter",
    },
    Explained {
        codes: &[79, 82],
        only_strict: true,
        words: &[
            "keyUsage not critical",
            "keyUsage of the leaf",
            "keyUsage with zeros at the end",
            "bytes of keyUsage",
            "known extension twice",
        ],
        why: "a leaf whose key usage has keyCertSign, without cA. It cannot issue here, and RFC 5280 §4.2.1.3 \
              is a rule for CAs that issue it",
    },
    Explained {
        codes: &[80],
        only_strict: true,
        words: &["pathLen without cA", "bytes of basicConstraints"],
        why: "a path length without cA means nothing: it does not make a CA",
    },
    Explained {
        codes: &[81, 92],
        only_strict: true,
        words: &["CA without keyUsage", "no extensions"],
        why: "without the extension the key is not limited (RFC 5280 §4.2.1.3). The profile PublicWeb requires it",
    },
    Explained {
        codes: &[83, 84],
        only_strict: true,
        words: &["empty issuer", "empty subject", "bytes of the issuer", "bytes of the subject"],
        why: "the issuer of an anchor and the subject of a client do not matter. A built-in anchor with an empty \
              name is found by that name, and the signature decides",
    },
    Explained {
        codes: &[85],
        only_strict: true,
        words: &[
            "empty authorityKeyIdentifier",
            "no authorityKeyIdentifier",
            "no extensions",
            "bytes of authorityKeyIdentifier",
        ],
        why: "a duty of CAs that helps to find issuers (RFC 5280 §4.2.1.1). The profile PublicWeb requires it",
    },
    Explained {
        codes: &[86],
        only_strict: true,
        words: &["no subjectKeyIdentifier", "no extensions", "bytes of subjectKeyIdentifier"],
        why: "a duty of CAs that helps to find issuers (RFC 5280 §4.2.1.2). The profile PublicWeb requires it",
    },
    Explained {
        codes: &[87],
        only_strict: true,
        words: &["empty subjectAltName", "bytes of subjectAltName"],
        why: "a client, which needs no name. A server with such a certificate has no name and is rejected",
    },
    Explained {
        codes: &[88],
        only_strict: true,
        words: &["empty subject", "bytes of the subject"],
        why: "the names are the same whether the extension is critical or not (RFC 5280 §4.1.2.6), and here they \
              are always read",
    },
    Explained {
        codes: &[89],
        only_strict: true,
        words: &["basicConstraints not critical"],
        why: "cA counts in an extension that is not critical too (RFC 5280 §4.2.1.9 is a rule for the CA that \
              issues it). The profile PublicWeb requires it to be critical",
    },
];
