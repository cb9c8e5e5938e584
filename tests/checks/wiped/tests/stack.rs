use std::hint::black_box;
use trustslot::{BuiltIn, Bundle, Certificate, Identity, PrivateKey, ServerCertSlot, TrustStore};
use wiped::material::{CERTIFICATES, KEYS, element, pem, secret_numbers, text_of};
use wiped::stack::Searcher;

#[test]
fn measure() {
    for (name, der) in KEYS {
        let secrets = secret_numbers(der);
        let all = [secrets.clone(), text_of(&secrets)].concat();
        let s = Searcher::new(&all);
        let (_, certificate) = CERTIFICATES.iter().find(|(other, _)| *other == name).unwrap();
        let text = pem("PRIVATE KEY", der);
        let file = pem("CERTIFICATE", certificate) + &text;
        let certs = pem("CERTIFICATE", certificate);
        let certificate = Certificate::from_der(certificate).unwrap();
        let show = |what: &str, left: wiped::stack::Left| {
            println!(
                "{name:8} {what:12} used {:6} found {} at {:?}..{:?}",
                left.used,
                left.places.len(),
                left.places.iter().min(),
                left.places.iter().max()
            );
        };
        show(
            "control",
            s.left_by(|| {
                let mut a = [0u8; 4096];
                let n = der.len().min(4096);
                a[..n].copy_from_slice(&der[..n]);
                black_box(&a);
            }),
        );
        show("nothing", s.left_by(|| {}));
        show("from_der", s.left_by(|| drop(PrivateKey::from_der(der).unwrap())));
        show("from_pem", s.left_by(|| drop(PrivateKey::from_pem(text.as_bytes()).unwrap())));
        let key = PrivateKey::from_der(der).unwrap();
        show("matches", s.left_by(|| assert!(key.matches(&certificate).is_some())));
        show("upload", s.left_by(|| drop(Identity::parse("a.pem", file.as_bytes()).unwrap())));
        let id = Identity::parse("a.pem", file.as_bytes()).unwrap();
        let mut slot = ServerCertSlot::new();
        slot.upload(id);
        show("snapshot", s.left_by(|| drop(slot.snapshot_with_private_key())));
        let snap = slot.snapshot_with_private_key();
        show("newest", s.left_by(|| drop(trustslot::newest_valid(&snap, &snap).unwrap())));
        show("restore", s.left_by(|| drop(ServerCertSlot::restore(&snap, 0).unwrap())));
        show("restore-", s.left_by(|| drop(ServerCertSlot::restore(&snap, 9).unwrap_err())));
        show(
            "add",
            s.left_by(|| {
                let mut st = TrustStore::new(BuiltIn::EMPTY);
                let b = Bundle::parse("a.pem", certs.as_bytes()).unwrap();
                st.add(&b).unwrap();
            }),
        );
        show(
            "bundle",
            s.left_by(|| {
                drop(Bundle::parse("a.pem", certs.as_bytes()).unwrap());
            }),
        );
        show(
            "bundle-key",
            s.left_by(|| {
                drop(Bundle::parse("a.pem", file.as_bytes()).unwrap_err());
            }),
        );
        let _ = element(der);
    }
    #[cfg(feature = "encrypted-keys")]
    {
        let s = Searcher::new(&secret_numbers(KEYS[2].1));
        let l = s.left_by(|| {
            drop(PrivateKey::from_encrypted_pem(wiped::material::ENCRYPTED, b"secret").unwrap())
        });
        println!("encrypted {} {:?}", l.used, l.places.len());
    }
}
