//! Makes certificates with the openssl program, as an administrator would, and lists the peers that present them.

use crate::openssl::Openssl;
use core::fmt::Write as _;
use std::path::{Path, PathBuf};
use trustslot::{Bundle, Certificate, NameRules};
use trustslot_kit::HOST;

/// One peer, the store, the reference name, and the verdict of both.
pub struct Row {
    pub peer: &'static str,
    /// The chain, the peer's own certificate first.
    pub presented: &'static [&'static str],
    pub store: &'static [&'static str],
    pub name: &'static str,
    pub rules: NameRules,
    /// `trusted`, or the reasons with their positions.
    pub ours: &'static str,
    /// OpenSSL's verify return code; several if its releases differ.
    pub theirs: &'static [u32],
    /// Why the verdicts differ.
    pub differ: Option<&'static str>,
}

pub fn rows() -> Vec<Row> {
    let row = |peer, presented, store, ours, theirs| Row {
        peer,
        presented,
        store,
        name: HOST,
        rules: NameRules::Rfc2818,
        ours,
        theirs,
        differ: None,
    };
    let differs = |row: Row, why| Row { differ: Some(why), ..row };
    vec![
        row("good", &["leaf", "ca"], &["root"], "trusted", &[0]),
        row("good, and the root is sent too", &["leaf", "ca", "root"], &["root"], "trusted", &[0]),
        row("expired", &["old_leaf", "ca"], &["root"], "expired at end entity", &[10]),
        Row {
            name: "sip.example.org",
            ..row("wrong name", &["leaf", "ca"], &["root"], "name-mismatch at end entity", &[62])
        },
        row(
            "self-signed, not uploaded",
            &["pbx"],
            &[],
            "self-issued-not-trusted at end entity",
            &[18],
        ),
        row("self-signed, CA:FALSE, uploaded", &["pbx"], &["pbx"], "trusted", &[0]),
        row("self-signed, CA:TRUE, uploaded", &["pbx_ca"], &["pbx_ca"], "trusted", &[0]),
        row(
            "missing intermediate",
            &["leaf"],
            &["root"],
            "issuer-not-found at end entity",
            &[20, 21],
        ),
        row(
            "root not in the store",
            &["leaf", "ca"],
            &[],
            "issuer-not-found at intermediate 1",
            &[20],
        ),
        row(
            "root not in the store, but sent",
            &["leaf", "ca", "root"],
            &[],
            "root-not-trusted at intermediate 2",
            &[19],
        ),
        row(
            "cross-signed, both roots",
            &["x_leaf", "x_ca", "cross"],
            &["x_old", "x_new"],
            "trusted",
            &[0],
        ),
        row(
            "cross-signed, only the new root",
            &["x_leaf", "x_ca", "cross"],
            &["x_new"],
            "trusted",
            &[0],
        ),
        row(
            "cross-signed, only the expired root",
            &["x_leaf", "x_ca", "cross"],
            &["x_old"],
            "anchor-expired at anchor",
            &[10],
        ),
        row("CN only", &["cn_leaf", "ca"], &["root"], "trusted", &[0]),
        differs(
            Row {
                rules: NameRules::Rfc9525,
                ..row(
                    "CN only, RFC 9525",
                    &["cn_leaf", "ca"],
                    &["root"],
                    "name-mismatch at end entity",
                    &[0],
                )
            },
            "the openssl program cannot turn the common name off",
        ),
        Row {
            name: "192.0.2.1",
            ..row(
                "IP address as CN",
                &["ip_leaf", "ca"],
                &["root"],
                "name-mismatch at end entity",
                &[64],
            )
        },
        differs(
            row("the intermediate was uploaded", &["leaf", "ca"], &["ca"], "trusted", &[2, 20]),
            "an uploaded CA is an anchor; OpenSSL needs -partial_chain for that",
        ),
        differs(
            row(
                "the server's own certificate was uploaded",
                &["leaf"],
                &["leaf"],
                "trusted",
                &[20, 21],
            ),
            "an uploaded server certificate is a pin; OpenSSL needs -partial_chain for that",
        ),
        row(
            "for clients only",
            &["client_leaf", "ca"],
            &["root"],
            "usage-not-allowed at end entity",
            &[26],
        ),
        row(
            "issued by a server",
            &["evil", "leaf", "ca"],
            &["root"],
            "not-a-ca at intermediate 1",
            &[24, 32, 79],
        ),
        row(
            "name outside the CA's constraints",
            &["n_leaf", "n_ca"],
            &["root"],
            "name-constraint-violated at intermediate 1",
            &[47],
        ),
    ]
}

/// Name, issuer (none if self-signed), days, extensions, common name.
const CERTIFICATES: &[(&str, Option<&str>, u32, &str, &str)] = &[
    ("root", None, 3650, "ca", "Test Root"),
    ("ca", Some("root"), 3650, "ca", "Test CA"),
    ("leaf", Some("ca"), 365, "server", HOST),
    ("old_leaf", Some("ca"), 1, "server", HOST),
    ("cn_leaf", Some("ca"), 365, "no_names", HOST),
    ("ip_leaf", Some("ca"), 365, "no_names", "192.0.2.1"),
    ("client_leaf", Some("ca"), 365, "client", HOST),
    ("evil", Some("leaf"), 365, "server", HOST),
    ("pbx", None, 365, "pbx", HOST),
    ("pbx_ca", None, 365, "pbx_ca", HOST),
    ("x_old", None, 5, "ca", "Old Root"),
    ("x_new", None, 3650, "ca", "New Root"),
    ("cross", Some("x_old"), 3650, "ca", "New Root"),
    ("x_ca", Some("x_new"), 3650, "ca", "X CA"),
    ("x_leaf", Some("x_ca"), 365, "server", HOST),
    ("n_ca", Some("root"), 3650, "limited_ca", "Limited CA"),
    ("n_leaf", Some("n_ca"), 365, "server", HOST),
];

/// Pairs of certificates that share a key; the second one's key is generated.
const SAME_KEY: &[(&str, &str)] = &[("cross", "x_new")];

const CONFIG: &str = "\
[req]
distinguished_name = dn
prompt = no
[dn]
CN = replaced
[ca]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[limited_ca]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
nameConstraints = critical, permitted;DNS:example.org
[server]
basicConstraints = CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth
subjectAltName = DNS:phone.example.com
[no_names]
basicConstraints = CA:FALSE
extendedKeyUsage = serverAuth
[client]
extendedKeyUsage = clientAuth
subjectAltName = DNS:phone.example.com
[pbx]
basicConstraints = CA:FALSE
subjectAltName = DNS:phone.example.com
[pbx_ca]
basicConstraints = CA:TRUE
subjectAltName = DNS:phone.example.com
";

/// A directory of certificates and keys.
pub struct Pki {
    directory: PathBuf,
}

impl Pki {
    pub fn make(openssl: &Openssl) -> Self {
        let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join("real_peers");
        std::fs::create_dir_all(&directory).unwrap();
        let pki = Self { directory };
        let config = pki.path("openssl.cnf");
        std::fs::write(&config, CONFIG).unwrap();
        for (serial, (name, issuer, days, extensions, common_name)) in
            CERTIFICATES.iter().enumerate()
        {
            let (key, request) = (pki.key(name), pki.path(&format!("{name}.csr")));
            if !SAME_KEY.iter().any(|(copy, _)| copy == name) {
                openssl.run(&[
                    "genpkey",
                    "-algorithm",
                    "EC",
                    "-pkeyopt",
                    "ec_paramgen_curve:P-256",
                    "-out",
                    &key,
                ]);
            }
            let subject = format!("/O=Example Phones/CN={common_name}");
            openssl.run(&[
                "req", "-new", "-config", &config, "-key", &key, "-subj", &subject, "-out",
                &request,
            ]);
            let (serial, days) = ((serial + 1).to_string(), days.to_string());
            let out = pki.pem(name);
            let mut sign = vec![
                "x509",
                "-req",
                "-sha256",
                "-in",
                &request,
                "-set_serial",
                &serial,
                "-days",
                &days,
                "-extfile",
                &config,
                "-extensions",
                extensions,
                "-out",
                &out,
            ];
            let issuer = issuer.map(|issuer| (pki.pem(issuer), pki.key(issuer)));
            match &issuer {
                Some((certificate, key)) => sign.extend(["-CA", certificate, "-CAkey", key]),
                None => sign.extend(["-signkey", &key]),
            }
            openssl.run(&sign);
        }
        pki
    }

    pub fn pem(&self, name: &str) -> String {
        self.path(&format!("{name}.pem"))
    }

    pub fn key(&self, name: &str) -> String {
        let same = SAME_KEY.iter().find(|(copy, _)| *copy == name);
        self.path(&format!("{}.key", same.map_or(name, |(_, original)| original)))
    }

    pub fn certificate(&self, name: &str) -> Certificate {
        let bytes = std::fs::read(self.pem(name)).unwrap();
        Bundle::parse("made.pem", &bytes).unwrap().certificates()[0].clone()
    }

    /// Writes several certificates into one file; returns its path.
    pub fn bundle(&self, names: &[&str]) -> String {
        let mut text = String::new();
        for name in names {
            write!(text, "{}", std::fs::read_to_string(self.pem(name)).unwrap()).unwrap();
        }
        let path = self.path(&format!("{}.bundle.pem", names.join("+")));
        std::fs::write(&path, text).unwrap();
        path
    }

    fn path(&self, file: &str) -> String {
        self.directory.join(file).to_str().unwrap().to_owned()
    }
}
