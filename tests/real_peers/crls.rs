//! Checks CRLs that the openssl program makes, here and with `openssl verify`.

use crate::openssl::Openssl;
use crate::verifier;
use core::time::Duration;
use std::path::{Path, PathBuf};
use trustslot::pki_types::UnixTime;
use trustslot::{
    BuiltIn, Bundle, Chain, Clock, Crl, Policy, Reason, ReferenceIdentity, TrustStore, Verdict,
};

const CONFIG: &str = "\
[req]
distinguished_name = dn
[dn]
[root]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[phone]
subjectAltName = DNS:phone.example.com
extendedKeyUsage = serverAuth
[ca]
default_ca = numbered
[numbered]
database = DIR/index.txt
crlnumber = DIR/crlnumber
default_md = sha256
default_crl_days = 30
crl_extensions = crl
[first]
database = DIR/index.txt
default_md = sha256
default_crl_days = 30
[crl]
authorityKeyIdentifier = keyid
";

#[test]
fn crls_made_by_openssl_revoke_the_same_certificates() {
    let Some(openssl) = Openssl::find() else {
        println!("SKIPPED: there is no openssl program, so no CRL was checked");
        return;
    };
    let pki = Pki::make(&openssl);
    // No phone is revoked, then one, then the other one too, with a reason.
    let rows = [
        (None, None, None),
        (Some("lost"), None, Some("since ")),
        (Some("kept"), Some("keyCompromise"), Some("because its key was compromised")),
    ];
    for (revoked, reason, _) in rows {
        if let Some(name) = revoked {
            pki.revoke(&openssl, name, reason);
        }
        for kind in ["numbered", "first"] {
            let crl = pki.crl(&openssl, kind);
            for phone in ["lost", "kept"] {
                let ours = pki.ours(phone, &crl);
                let theirs = pki.theirs(&openssl, phone, &crl);
                let why =
                    format!("{phone} with CRL `{kind}` after {revoked:?} was revoked: {ours}");
                assert_eq!(ours.is_trusted(), theirs, "{why}");
                let is_revoked =
                    ours.findings().is_some_and(|found| found.contains(Reason::Revoked));
                assert_eq!(is_revoked, !theirs, "{why}");
            }
        }
    }
    let last = pki.crl(&openssl, "numbered");
    for (phone, (_, _, words)) in ["lost", "kept"].into_iter().zip(rows.into_iter().skip(1)) {
        let message = pki.ours(phone, &last).to_string();
        assert!(message.contains(words.unwrap()), "{message}");
    }
}

struct Pki(PathBuf);

impl Pki {
    fn make(openssl: &Openssl) -> Self {
        let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join("crls");
        let _absent = std::fs::remove_dir_all(&directory);
        std::fs::create_dir_all(&directory).unwrap();
        let pki = Self(directory);
        let config = CONFIG.replace("DIR", pki.0.to_str().unwrap());
        std::fs::write(pki.path("openssl.cnf"), config).unwrap();
        std::fs::write(pki.path("index.txt"), "").unwrap();
        std::fs::write(pki.path("crlnumber"), "01\n").unwrap();
        let config = pki.path("openssl.cnf");
        for (serial, (name, extensions)) in
            [("root", "root"), ("lost", "phone"), ("kept", "phone")].into_iter().enumerate()
        {
            let (key, request, out) =
                (pki.path(&format!("{name}.key")), pki.path("request"), pki.pem(name));
            let curve = "ec_paramgen_curve:P-256";
            openssl.run(&["genpkey", "-algorithm", "EC", "-pkeyopt", curve, "-out", &key]);
            let subject = format!("/O=Example Phones/CN={name}");
            openssl.run(&[
                "req", "-new", "-config", &config, "-key", &key, "-subj", &subject, "-out",
                &request,
            ]);
            let serial = (serial + 1).to_string();
            let (root, root_key) = (pki.pem("root"), pki.path("root.key"));
            let mut sign = vec!["x509", "-req", "-in", &request, "-out", &out, "-days", "100"];
            sign.extend(["-set_serial", &serial, "-extfile", &config, "-extensions", extensions]);
            if name == "root" {
                sign.extend(["-signkey", &key]);
            } else {
                sign.extend(["-CA", &root, "-CAkey", &root_key]);
            }
            openssl.run(&sign);
        }
        pki
    }

    fn revoke(&self, openssl: &Openssl, name: &str, reason: Option<&str>) {
        let certificate = self.pem(name);
        let mut arguments = self.ca("numbered");
        arguments.extend(["-revoke".to_owned(), certificate]);
        if let Some(reason) = reason {
            arguments.extend(["-crl_reason".to_owned(), reason.to_owned()]);
        }
        let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
        openssl.run(&arguments);
    }

    /// Makes the CRL that this section of the configuration describes; returns its path.
    fn crl(&self, openssl: &Openssl, kind: &str) -> String {
        let path = self.path(&format!("{kind}.crl.pem"));
        let mut arguments = self.ca(kind);
        arguments.extend(["-gencrl", "-out", &path].map(str::to_owned));
        let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
        openssl.run(&arguments);
        path
    }

    fn ca(&self, kind: &str) -> Vec<String> {
        let (config, root, key) =
            (self.path("openssl.cnf"), self.pem("root"), self.path("root.key"));
        let arguments = ["ca", "-config", &config, "-name", kind, "-cert", &root, "-keyfile", &key];
        arguments.map(str::to_owned).to_vec()
    }

    fn ours(&self, phone: &str, crl: &str) -> Verdict {
        let read = |name: &str| {
            let bytes = std::fs::read(self.pem(name)).unwrap();
            Bundle::parse("made.pem", &bytes).unwrap()
        };
        let mut store = TrustStore::new(BuiltIn::EMPTY);
        store.add(&read("root")).unwrap();
        let crl = Crl::parse(&std::fs::read(crl).unwrap()).unwrap();
        let now = crl.this_update().as_secs() + 60;
        let clock = Clock::Set(UnixTime::since_unix_epoch(Duration::from_secs(now)));
        let chain = Chain::from_certificates(read(phone)).unwrap();
        let reference: ReferenceIdentity = "phone.example.com".parse().unwrap();
        let verifier = verifier(store, Policy::STRICT).with_crls([crl]);
        verifier.verify_server(&chain, &reference, clock)
    }

    fn theirs(&self, openssl: &Openssl, phone: &str, crl: &str) -> bool {
        let (root, phone) = (self.pem("root"), self.pem(phone));
        openssl.succeeds(&["verify", "-crl_check", "-CAfile", &root, "-CRLfile", crl, &phone])
    }

    fn pem(&self, name: &str) -> String {
        self.path(&format!("{name}.pem"))
    }

    fn path(&self, file: &str) -> String {
        self.0.join(file).to_str().unwrap().to_owned()
    }
}
