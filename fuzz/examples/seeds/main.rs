//! Writes `fuzz/seeds`, a few small inputs for each target. Run it after the form of an input has changed:
//!
//! ```sh
//! cargo run --release --manifest-path fuzz/Cargo.toml --example seeds
//! ```

mod calls;

use pkcs8::pkcs5::EncryptionScheme;
use pkcs8::pkcs5::pbes2::Parameters;
use std::fs;
use std::path::Path;
use trustslot::{
    BuiltIn, Bundle, Certificate, HandleProof, Identity, KeyHandle, PrivateKey, ServerCertSlot,
    TrustStore,
};
use trustslot_fuzz::chains::{self, issue};
use trustslot_fuzz::support::crl::{Crl, crl};
use trustslot_fuzz::support::pem::{LineEnding, bundle_pem, pem, pem_with};
use trustslot_fuzz::support::{self, Issued, Key, der, intermediate, key::algorithm, leaf, names};

fn main() {
    for (name, _, certificates) in chains::seeds() {
        let mut input = vec![0x80, 0, 0, 0, 0, 0, 0xff, 0];
        let (_, anchors, _) = chains::seeds().into_iter().find(|seed| seed.0 == name).expect("it");
        for anchor in certificates.len() - anchors..certificates.len() {
            input[4] |= 1 << anchor;
        }
        if name == "sip" {
            (input[1], input[3]) = (3, 1);
        }
        if name == "client" {
            input[1] = 0x18;
        }
        certificates.iter().for_each(|issued| input.extend(&issued.der));
        write("verify", name, &input);
    }
    for (name, der) in certificates() {
        write("certificate_agreement", name, &der);
    }
    for (name, choice, file) in files() {
        write("bundle", name, &[&[choice][..], &file].concat());
    }
    for (name, choice, input) in identities() {
        write("identity", name, &[&[choice][..], &input].concat());
    }
    for (name, choice, snapshot) in snapshots() {
        write("snapshot", name, &[&[choice, 0][..], &snapshot].concat());
    }
    for (name, crl) in crls() {
        write("crl", name, &[&[0][..], &crl].concat());
    }
    for (name, text) in NAMES {
        write("name", name, text.as_bytes());
    }
    for (name, plan, common_name) in PHONES {
        write("classifier", name, &[&plan[..], common_name.as_bytes()].concat());
    }
    for (name, calls) in calls::sequences() {
        write("capi", name, &calls);
    }
    for (name, kind, steps) in STEPS {
        write("state", name, &[&[*kind][..], steps.as_flattened()].concat());
    }
}

/// CRLs of each kind.
fn crls() -> Vec<(&'static str, Vec<u8>)> {
    let root = chains::ca_root("Test Root", 0);
    let leaf = issue(leaf("phone.example.com"), 1, &root);
    let reasons = der::implicit(3, &[6, 0x40]);
    let signed = |crl: Crl| chains::sign_crl(&crl.signed_by(&root), &root).expect("a CRL");
    vec![
        ("empty", signed(crl())),
        ("revoked", signed(crl().revoking(&root).revoking_because(&leaf, 1))),
        ("delta", signed(crl().delta().revoking_because(&leaf, 8))),
        ("here", signed(crl().at("http://crl.example.com/").revoking(&root))),
        ("elsewhere", signed(crl().at("http://crl.example.net/"))),
        ("reasons", signed(crl().only(&[reasons]))),
        ("end_entities", signed(crl().only(&[der::implicit(1, &[0xff])]))),
        ("version_1", signed(crl().version(1).entry(&[5], &[]))),
        ("stale", signed(crl().dated("2020-01-01", "2021-01-01"))),
    ]
}

/// Certificates with many fields, and unusual ones.
fn certificates() -> Vec<(&'static str, Vec<u8>)> {
    let root = chains::ca_root("Test Root", 0);
    let seeds = chains::seeds();
    let seed = |wanted: &str| -> &Issued {
        let found = seeds.iter().find(|(name, ..)| *name == wanted);
        &found.expect("a seed").2[0]
    };
    let rich = leaf("phone.example.com")
        .ip([192, 0, 2, 1])
        .uri("sip:example.com")
        .email("a@example.com")
        .san_raw(names::general::other("1.2.3.4", &der::utf8("x")))
        .san_raw(names::general::directory(&names::common_name("x")))
        .san_raw(names::general::registered_id("1.2.3.4"))
        .extension("2.5.29.32", false, der::seq(&[der::seq(&[der::oid("2.23.140.1.2.1")])]))
        .extension("2.5.29.36", true, der::seq(&[der::implicit(0, &[0])]))
        .extension("2.5.29.31", false, b"\x30\x09\x30\x07\xa0\x05\xa0\x03\x86\x01x");
    let texts = leaf("x").subject(names::name(&[
        names::rdn(names::COUNTRY, &der::printable("DE")),
        names::rdn(names::ORGANIZATION, &der::tlv(der::T61_STRING, b"M\xfcller")),
        names::rdn(names::COMMON_NAME, &der::bmp("h\u{e9}")),
        der::set(&[
            names::attribute(names::COMMON_NAME, &der::utf8("two")),
            names::attribute(names::ORGANIZATIONAL_UNIT, &der::utf8("in one")),
        ]),
    ]));
    let far = intermediate("far").valid("2050-01-01", "9999-12-31");
    vec![
        ("leaf", seed("path_of_2").der.clone()),
        ("root", root.der.clone()),
        ("constraints", seed("constraints").der.clone()),
        ("critical", seed("critical").der.clone()),
        ("version_1", seed("version_1_pin").der.clone()),
        ("rich", issue(rich, 30, &root).der),
        ("texts", issue(texts, 31, &root).der),
        ("far", issue(far, 32, &root).der),
        ("rsa", leaf("x").key(Key::rsa2048()).self_signed().der),
        ("p521", leaf("x").spki(Key::p521().spki()).signed_by(&root).der),
        (
            "rsa_sha1",
            leaf("x")
                .key(Key::ed25519(33))
                .signature_algorithm(algorithm::with_null(algorithm::RSA_SHA1))
                .signed_by(&root)
                .der,
        ),
    ]
}

/// Files, each with the first byte of the input.
fn files() -> Vec<(&'static str, u8, Vec<u8>)> {
    let root = chains::ca_root("R", 0);
    let ca = issue(intermediate("I"), 1, &root);
    let key = root.key.pkcs8();
    let pkcs7 = {
        let signed = der::seq(&[
            der::integer(&[1]),
            der::set::<&[u8]>(&[]),
            der::seq(&[der::oid("1.2.840.113549.1.7.1")]),
            der::implicit_constructed(0, &der::concat(&[&root.der, &ca.der])),
            der::set::<&[u8]>(&[]),
        ]);
        der::seq(&[der::oid("1.2.840.113549.1.7.2"), der::explicit(0, &signed)])
    };
    let text = |text: &str| text.as_bytes().to_vec();
    let crlf = pem_with("CERTIFICATE", &root.der, 76, LineEnding::CRLF);
    let secret = "-----BEGIN PRIVATE KEY-----\n\u{0}KEY\u{0}\n-----END PRIVATE KEY-----\n";
    let bytes = |mark: u8| {
        let bytes = secret.bytes().map(|byte| if byte == 0 { mark } else { byte });
        bytes.collect::<Vec<u8>>()
    };
    let plain = 0xf0;
    vec![
        ("one_pem", plain, root.pem().into_bytes()),
        ("two_pem", plain, bundle_pem(&[&ca, &root]).into_bytes()),
        ("crlf_with_text", plain, (text("# CA\r\n").into_iter().chain(crlf.bytes())).collect()),
        ("der", plain | 3, root.der.clone()),
        ("dressed", 0x10, root.der.clone()),
        ("pkcs7", plain, pkcs7.clone()),
        ("pkcs7_pem", plain, pem("PKCS7", &pkcs7).into_bytes()),
        ("pkcs7_refused", 0xe0, pkcs7),
        ("key", plain, pem("PRIVATE KEY", key).into_bytes()),
        ("key_der", plain, key.to_vec()),
        ("key_as_certificate", 0x10, key.to_vec()),
        ("key_and_certificate", plain, (root.pem() + &pem("PRIVATE KEY", key)).into_bytes()),
        ("secret_base64", plain, bytes(0xf6)),
        (
            "secret_as_certificate",
            0x10,
            der::seq(&[
                der::integer(&[0]),
                der::seq(&[der::oid("1.3.101.112")]),
                der::octet_string(b"\xf5KEY\xf5"),
            ]),
        ),
        (
            "encrypted_key",
            plain,
            text(
                "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nAAAA\n-----END RSA PRIVATE KEY-----\n",
            ),
        ),
        ("html", plain, text("<!DOCTYPE html><html>")),
        ("bare_base64", plain, text("MIIB")),
        ("utf16", plain, text("-\0-\0-\0B\0E\0G\0I\0N")),
        ("small", 0x08, root.pem().into_bytes()),
        ("many", 0x90, root.pem().into_bytes()),
        ("many_blocks", 0xb0, root.der.clone()),
        ("many_remarks", 0x90, text("0\n")),
        ("many_begins", 0x90, text("-----BEGIN CERTIFICATE-----\n")),
        ("chain_label", plain, pem("CERTIFICATE CHAIN", &root.der).into_bytes()),
        (
            "chain_label_beside",
            plain,
            (pem("CERTIFICATE CHAIN", &root.der) + &ca.pem()).into_bytes(),
        ),
        ("not_a_name", plain | 6, root.pem().into_bytes()),
    ]
}

/// Keys and files with identities, each with the first byte of the input.
fn identities() -> Vec<(&'static str, u8, Vec<u8>)> {
    let (root, ca, phone) = real_chain();
    let key = |issued: &Issued| issued.key.pkcs8().to_vec();
    let rsa = leaf("x").key(Key::rsa2048()).self_signed();
    // The generator of P-256, whose private half is 1.
    let point = b"\x04\x6b\x17\xd1\xf2\xe1\x2c\x42\x47\xf8\xbc\xe6\xe5\x63\xa4\x40\xf2\x77\x03\x7d\x81\x2d\xeb\x33\xa0\xf4\xa1\x39\x45\xd8\x98\xc2\x96\x4f\xe3\x42\xe2\xfe\x1a\x7f\x9b\x8e\xe7\xeb\x4a\x7c\x0f\x9e\x16\x2b\xce\x33\x57\x6b\x31\x5e\xce\xcb\xb6\x40\x68\x37\xbf\x51\xf5";
    let one = [&[0; 31][..], &[1]].concat();
    let curve = der::oid("1.2.840.10045.3.1.7");
    let sec1 = |private: &[u8], public: &[u8]| {
        let public = der::explicit(1, &der::bit_string(public));
        der::seq(&[
            der::integer(&[1]),
            der::octet_string(private),
            der::explicit(0, &curve),
            public,
        ])
    };
    let ec = der::seq(&[&der::oid("1.2.840.10045.2.1"), &curve]);
    let pkcs8 =
        |private: &[u8]| der::seq(&[der::integer(&[0]), ec.clone(), der::octet_string(private)]);
    let spki = trustslot_fuzz::support::key::ec_spki(&curve, point);
    let ec_phone = leaf("x").spki(spki).signed_by(&root);
    let both = |key: &[u8], certificates: &[&Issued]| {
        let ders = certificates.iter().flat_map(|issued| issued.der.clone());
        key.iter().copied().chain(ders).collect::<Vec<u8>>()
    };
    let file = bundle_pem(&[&root, &phone, &ca]) + &pem("PRIVATE KEY", &key(&phone));
    let secret_seed = der::octet_string(&der::octet_string(b"\xf5KEY\xf5"));
    let ed25519 = der::seq(&[der::oid("1.3.101.112")]);
    let secret = der::seq(&[der::integer(&[0]), ed25519, secret_seed]);
    let text = |label: &str, body: &[u8]| {
        let lines: [&[u8]; 5] =
            [b"-----BEGIN ", label.as_bytes(), b"-----\n", body, b"\n-----END "];
        [&lines.concat()[..], label.as_bytes(), b"-----\n"].concat()
    };
    // Little work, so that the fuzzer makes many attempts.
    let pbkdf2 = Parameters::generate_pbkdf2_sha256_aes256cbc(2, b"saltsalt", [7; 16]);
    let pbkdf2 = pbkdf2.expect("parameters");
    let costs = pkcs8::pkcs5::scrypt::Params::new(1, 1, 1).expect("costs");
    let scrypt = Parameters::generate_scrypt_aes128cbc(costs, b"saltsalt", [7; 16]);
    let scrypt = scrypt.expect("parameters");
    let encrypted_secret = {
        let mut parts = trustslot_fuzz::forest::inside(&encrypted(b"x", &pbkdf2))[0].to_vec();
        parts.extend(der::octet_string(b"\xf5KEY\xf5"));
        der::seq(&[parts])
    };
    vec![
        ("ed25519", 0, key(&phone)),
        ("rsa", 0, rsa.key.pkcs8().to_vec()),
        ("rsa_1024", 0, Key::rsa1024().pkcs8().to_vec()),
        ("p521", 0, Key::p521().pkcs8().to_vec()),
        ("p256_sec1", 0, sec1(&one, point)),
        ("p256", 0, pkcs8(&sec1(&one, point))),
        ("p256_secret", 0, sec1(b"\xf5KEY\xf5", point)),
        ("ed25519_secret", 0, secret),
        ("pem", 1, pem("PRIVATE KEY", &key(&phone)).into_bytes()),
        ("pem_secret", 1, text("PRIVATE KEY", b"\xf6KEY\xf6")),
        (
            "pem_encrypted",
            1,
            text(
                "RSA PRIVATE KEY",
                b"Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\n\xf6KEY\xf6",
            ),
        ),
        ("file", 2, file.clone().into_bytes()),
        ("file_parameters", 2, (file + &pem("EC PARAMETERS", &curve)).into_bytes()),
        ("pair", 3, both(&key(&phone), &[&phone, &ca, &root])),
        ("pair_backwards", 3, both(&key(&phone), &[&root, &ca, &phone])),
        ("pair_p256", 3 | 2 << 2, both(&sec1(&one, point), &[&ec_phone])),
        ("wrong_key", 3, both(&key(&ca), &[&phone])),
        ("encrypted", 0x40, encrypted(&key(&phone), &pbkdf2)),
        ("encrypted_pem", 0x41, encrypted(&key(&phone), &scrypt)),
        ("encrypted_secret", 0x40, encrypted_secret),
        ("encrypted_pair", 0x42, both(&encrypted(&key(&phone), &pbkdf2), &[&phone, &ca])),
        ("encrypted_pair_2", 0x42, both(&encrypted(&key(&phone), &scrypt), &[&root, &ca, &phone])),
        ("not_encrypted_pair", 0x42, both(&key(&phone), &[&phone, &ca])),
        ("repeated", 0x82, text("PRIVATE KEY", b"MC4CAQAwBQYDK2Vw")),
        ("two_keys", 3, both(&[key(&ca), key(&phone)].concat(), &[&phone])),
    ]
}

/// A root, a CA below it and a phone, with signatures of Ed25519: the certificates of an identity are joined by them.
fn real_chain() -> (Issued, Issued, Issued) {
    let root = support::root("R").key(Key::ed25519(0)).self_signed();
    let ca = intermediate("I").key(Key::ed25519(1)).signed_by(&root);
    let phone = leaf("phone.example.com").key(Key::ed25519(2)).signed_by(&ca);
    (root, ca, phone)
}

/// The key in PKCS#8, encrypted with the passphrase of the target.
fn encrypted(key: &[u8], parameters: &Parameters) -> Vec<u8> {
    let scheme = EncryptionScheme::from(parameters.clone());
    let data = scheme.encrypt(b"secret", key).expect("encrypted");
    let scheme = pkcs8::der::Encode::to_der(&scheme).expect("an algorithm");
    der::seq(&[scheme, der::octet_string(&data)])
}

/// Snapshots, each with the first byte of the input.
fn snapshots() -> Vec<(&'static str, u8, Vec<u8>)> {
    let (root, ca, phone) = real_chain();
    let mut store = TrustStore::new(BuiltIn::EMPTY);
    let empty = store.snapshot();
    let text = bundle_pem(&[&root, &phone]);
    store.add(&Bundle::parse("uploaded.pem", text.as_bytes()).expect("a file")).expect("room");
    let two = store.snapshot();
    let mut slot = ServerCertSlot::new();
    let empty_slot = slot.snapshot();
    let key = PrivateKey::from_der(phone.key.pkcs8()).expect("a key");
    let read = |issued: &Issued| Certificate::from_der(&issued.der).expect("a certificate");
    let chain = vec![read(&phone), read(&ca)];
    slot.upload(Identity::from_parts(chain.clone(), key).expect("an identity"));
    let (with_key, without) = (slot.snapshot_with_private_key().to_vec(), slot.snapshot());
    let handle = KeyHandle::new("slot 3");
    slot.upload(Identity::with_handle(chain, handle, HandleProof::Stated).expect("an identity"));
    // A disabled root that is not in the list.
    let disabled = {
        let content = der::seq(&[der::seq::<&[u8]>(&[]), der::seq(&[der::octet_string(&[7; 32])])]);
        let parts = [
            der::octet_string(b"trustslot"),
            der::integer(&[1]),
            der::integer(&[1]),
            der::integer(&[9]),
        ];
        der::seq(&[der::concat(&parts), content, der::octet_string(&[0; 32])])
    };
    vec![
        ("store_empty", 0, empty),
        ("store", 0, two.clone()),
        ("store_as_it_is", 1, two.clone()),
        ("store_floor", 0xc0, two),
        ("store_disabled", 0, disabled),
        ("slot_empty", 2, empty_slot),
        ("slot", 2, with_key.clone()),
        ("slot_as_it_is", 3, with_key),
        ("slot_without_key", 2, without),
        ("slot_handle", 2, slot.snapshot()),
    ]
}

const NAMES: &[(&str, &str)] = &[
    ("exact", "sip.example.com\nDsip.example.com"),
    ("wildcard", "sip.example.com\nD*.example.com\nDf*.example.com"),
    ("fragment", "foobar.example.com\nDfo*r.example.com\nDfoo*bar.example.com"),
    ("common_name", "sip.example.com\nCother\nC*.example.com"),
    ("bmp", "a.b.c\nBA.b.C"),
    ("sip", "example.com\nUsip:EXAMPLE.com:5061;transport=tls\nDexample.com"),
    ("sip_user", "example.com\nUsip:alice@example.com\nUsips:example.com"),
    ("address", "192.0.2.1\nI\u{40}\u{0}\u{2}\u{1}\nD192.0.2.1"),
    ("address_6", "2001:db8::7\nI0123456789abcdef"),
    ("encoded", "xn--caf-dma.example.com\nD*.example.com\nDxn--*.example.com"),
    ("mail_beside", "h.example.com\nEa@h.example.com\nCh.example.com"),
    ("other_beside", "h.example.com\nO\nCh.example.com"),
    ("empty_extension", "h.example.com\nS\nCh.example.com"),
    ("final_dot", "h.example.com.\nDh.example.com."),
    ("port", "h.example.com:5061"),
    ("number", "1.2.3.0x4"),
];

/// Plans and common names of the target `classifier`.
const PHONES: &[(&str, [u8; 8], &str)] = &[
    ("unique", [0, 0, 0, 0, 0, 0, 0, 0], "0015651234ab"),
    ("generic", [1, 0, 0, 0, 0, 2, 0, 0], "SIP-T46S"),
    ("custom", [4, 0, 0, 0, 0, 0, 0, 1], "00:15:65:12:34:ac"),
    ("custom_ca", [5, 0, 0x44, 0, 0, 0, 0, 0], "00-15-65-12-34-ab"),
    ("no_operator", [5, 0, 0, 0, 0, 1, 0, 0], "0015.6512.34ab"),
    ("two_names", [2, 0, 0, 0, 0, 0x10, 0, 0], "001565123400"),
    ("impostor", [6, 0, 0, 0, 0xff, 0, 0, 0], "0015651234ab"),
    ("phone_of_phone", [9, 0, 0, 0, 0x11, 0, 0, 0], "0015651234ab"),
    ("blocked", [0, 0, 2, 0, 0, 0, 0, 0], "0015651234ab"),
    ("blocked_by_vendor", [4, 0, 0x81, 0, 0, 0, 0, 0], "0015651234ab"),
    ("blocked_by_operator", [0, 0, 0xc3, 0, 0, 0, 0, 0], "0015651234ab"),
    ("expired", [1, 1, 0, 0, 2, 0, 0, 0], "0015651234ab"),
    ("for_servers", [0, 3, 0, 0, 0x10, 0, 0, 0], "0015651234ab"),
    ("no_clock", [0, 0, 0, 250, 8, 0, 0, 0], "0015651234ab"),
    ("bmp", [0, 0, 0, 0, 0, 0x0c, 0, 0], " 0015651234AB "),
    ("damaged", [0, 0, 0, 0, 0, 0xe0, 9, 0], "0015651234ab"),
];

/// Steps of the target `state`, after the kind of state: 0 for the store, 1 for the slot.
const STEPS: &[(&str, u8, &[[u8; 2]])] = &[
    ("store", 0, &[[0, 0], [1, 0x32], [4, 1], [200, 0], [3, 0], [6, 1], [228, 0], [9, 0]]),
    ("store_full", 0, &[[1, 0x10], [1, 0x32], [1, 0x54], [8, 1], [200, 2], [8, 0], [200, 0]]),
    ("store_torn", 0, &[[0, 4], [200, 0], [0, 5], [215, 0x83], [0, 6], [216, 1], [200, 0]]),
    (
        "store_newer",
        0,
        &[[0, 4], [200, 0], [200, 0], [0, 5], [200, 0], [242, 0], [0, 6], [224, 9], [200, 0]],
    ),
    (
        "store_firmwares",
        0,
        &[[4, 0], [1, 0x54], [0, 6], [200, 0], [236, 3], [0, 1], [200, 0], [236, 0], [7, 0]],
    ),
    ("store_floor", 0, &[[0, 4], [200, 0], [0, 5], [200, 0], [239, 0], [241, 2], [250, 1]]),
    ("store_unreadable", 0, &[[0, 4], [200, 0], [234, 0], [0, 5], [225, 3], [200, 0], [235, 1]]),
    ("slot", 1, &[[0, 0], [2, 0x81], [200, 0], [228, 0], [7, 0], [4, 0], [200, 1], [5, 0]]),
    ("slot_awaits_key", 1, &[[0, 1], [2, 2], [200, 1], [228, 0], [200, 1], [228, 0], [7, 0]]),
    ("slot_torn", 1, &[[0, 1], [200, 0], [2, 1], [215, 0x42], [2, 2], [217, 0x41], [200, 0]]),
    ("slot_other_kind", 1, &[[0, 1], [200, 0], [243, 1], [0, 2], [224, 5], [200, 0], [6, 0]]),
];

fn write(target: &str, name: &str, input: &[u8]) {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds").join(target);
    fs::create_dir_all(&directory).expect("a directory");
    fs::write(directory.join(name), input).expect("a file");
}
