//! What this crate accepts and OpenSSL refuses.

use super::Explained;

pub const ACCEPTED_HERE_ONLY: &[Explained] = &[
    Explained {
        codes: &[],
        only_strict: false,
        words: &[],
        why: "this very certificate was uploaded: dates, usage, name and key count, and nothing above it",
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
            "string in a name that is not what it says",
            "subjectAltName critical",
            "wildcard",
            "other dNSName",
            "odd dNSName",
            "no dNSName, others",
            "two common names",
            "no subjectAltName",
            "common name alone",
        ],
        why: "OpenSSL decodes every string of a name. Here names are compared as bytes, and a string of \
              another kind than RFC 5280 §4.1.2.4 has, or of other bytes than it says, names nobody; it \
              is escaped where it is shown",
    },
    Explained {
        codes: &[10],
        only_strict: false,
        words: &["ends now", "another time"],
        why: "the last second: notAfter is part of the validity (RFC 5280 §4.1.2.5), and OpenSSL refuses \
              in it",
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
        why: "key identifiers are hints for finding an issuer (RFC 4158 §3.5.12, RFC 5280 §4.2.1.1): here \
              they order the candidates, and the signature decides",
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
        why: "OpenSSL reads every extension and name it knows of a CA. Here what is not processed is not \
              judged (RFC 5280 §4.2), and an anchor's own issuer is nobody",
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
        why: "several issuers of one name: OpenSSL takes the first whose key identifiers fit and does not \
              come back. Here every candidate is tried, and the signature decides",
    },
    Explained {
        codes: &[26, 79],
        only_strict: false,
        words: &["Netscape certificate type", "no keyUsage"],
        why: "an extension of Netscape's, which nobody issues any more and RFC 5280 does not have",
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
        why: "a client: nobody is meant, so no common name serves as a host name, and none is held to \
              dNSName constraints",
    },
    Explained {
        codes: &[62],
        only_strict: false,
        words: &["another host is meant"],
        why: "a dot at the end says that a name is whole (RFC 1034 §3.1); here it is taken off what is \
              meant",
    },
    Explained {
        codes: &[62],
        only_strict: false,
        words: &["wildcard"],
        why: "RFC 2818 §3.1 lets a wildcard be a fragment of a label anywhere; OpenSSL wants it at one end",
    },
    Explained {
        codes: &[66],
        only_strict: false,
        words: &["point that is not on its curve"],
        why: "OpenSSL decodes the key of the peer. Here its form is checked: nobody can sign with it, so \
              no handshake is completed",
    },
    Explained {
        codes: &[79],
        only_strict: false,
        words: &[
            "version 1",
            "version 2 with extensions",
            "no extensions",
            "empty issuer",
            "algorithm nobody knows",
            "algorithm of another key",
            "algorithm with NULL",
            "corrupt signature",
            "signature of another length",
            "SHA-1",
            "two signature algorithms",
            "two signature algorithms, the signed one wrong",
        ],
        why: "a built-in root of version 1 or 2 cannot say that it is a CA: the maker of the list says it, \
              whatever it names as its issuer",
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
        why: "a leaf whose key usage has keyCertSign, without cA. It cannot issue here, and RFC 5280 \
              §4.2.1.3 is about who writes it",
    },
    Explained {
        codes: &[80],
        only_strict: true,
        words: &["pathLen without cA", "bytes of basicConstraints"],
        why: "a path length without cA says nothing: nobody is a CA by it",
    },
    Explained {
        codes: &[81, 92],
        only_strict: true,
        words: &["CA without keyUsage", "no extensions"],
        why: "without the extension the key is not limited (RFC 5280 §4.2.1.3); asked for by the profile \
              PublicWeb",
    },
    Explained {
        codes: &[83, 84],
        only_strict: true,
        words: &["empty issuer", "empty subject", "bytes of the issuer", "bytes of the subject"],
        why: "what the issuer of an anchor is called, and what a client is called whom nobody meant, says \
              nothing; a built-in anchor without a name is found by that, and the signature decides",
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
        why: "a duty of CAs that helps to find issuers (RFC 5280 §4.2.1.1), asked for by the profile \
              PublicWeb",
    },
    Explained {
        codes: &[86],
        only_strict: true,
        words: &["no subjectKeyIdentifier", "no extensions", "bytes of subjectKeyIdentifier"],
        why: "a duty of CAs that helps to find issuers (RFC 5280 §4.2.1.2), asked for by the profile \
              PublicWeb",
    },
    Explained {
        codes: &[87],
        only_strict: true,
        words: &["empty subjectAltName", "bytes of subjectAltName"],
        why: "a client: nobody is meant. A server with such a certificate has no name and is refused",
    },
    Explained {
        codes: &[88],
        only_strict: true,
        words: &["empty subject", "bytes of the subject"],
        why: "the names are the same whether the extension is critical or not (RFC 5280 §4.1.2.6), and \
              here they are always read",
    },
    Explained {
        codes: &[89],
        only_strict: true,
        words: &["basicConstraints not critical"],
        why: "cA counts as much when it is not critical (RFC 5280 §4.2.1.9 is about who writes it); asked \
              for by the profile PublicWeb",
    },
];
