use trustslot::{BuiltIn, Bundle, Identity, PrivateKey, TrustStore};
use wiped::material::{CERTIFICATES, KEYS, pem};
use wiped::stack_used;

#[test]
fn measure() {
    for (name, der) in KEYS {
        let (_, certificate) = CERTIFICATES.iter().find(|(other, _)| *other == name).unwrap();
        let text = pem("PRIVATE KEY", der);
        let file = pem("CERTIFICATE", certificate) + &text;
        let certs = pem("CERTIFICATE", certificate);
        let show = |what: &str, used: usize| {
            println!("{name:8} {what:12} used {used}");
        };
        show("from_pem", stack_used(|| drop(PrivateKey::from_pem(text.as_bytes()).unwrap())));
        show("upload", stack_used(|| drop(Identity::parse("a.pem", file.as_bytes()).unwrap())));
        show(
            "add",
            stack_used(|| {
                let mut st = TrustStore::new(BuiltIn::EMPTY);
                let b = Bundle::parse("a.pem", certs.as_bytes()).unwrap();
                st.add(&b).unwrap();
            }),
        );
    }
}
