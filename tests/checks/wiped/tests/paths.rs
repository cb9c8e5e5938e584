//! Every path of an upload, successful or rejected, leaves no bytes of a key in freed memory or on the stack (known fault
//! 109, CVE-2021-45706). So does a factory reset (known fault F20 of saved state).

use trustslot::{
    BuiltIn, Bundle, Crl, DeviceCertificate, FactoryReset, HandleProof, Identity, KeyHandle,
    KeyStorage, PrivateKey, ServerCertSlot, TrustStore, newest_valid,
};
use wiped::material::{CERTIFICATES, KEYS, inner, pem, secret_numbers, text_of};
use wiped::{Watched, check_controls, leaves_nothing, watch_for};

#[global_allocator]
static ALLOCATOR: Watched = Watched;

/// One test, because the allocator watches the whole program.
#[test]
fn replay_109_every_path_of_an_upload_wipes_the_key() {
    let secrets: Vec<Vec<u8>> = KEYS.iter().flat_map(|(_, der)| secret_numbers(der)).collect();
    let texts = text_of(&secrets);
    watch_for(&[secrets, texts, vec![HANDLE.to_vec()]].concat());
    check_controls(&KEYS);

    for (name, der) in KEYS {
        let (_, certificate) = CERTIFICATES.iter().find(|(other, _)| *other == name).unwrap();
        let (_, other) = CERTIFICATES.iter().find(|(other, _)| *other != name).unwrap();
        let certificate = pem("CERTIFICATE", certificate);
        let other = pem("CERTIFICATE", other);
        forms(name, der, &certificate);
        refusals(name, der, &certificate, &other);
        damages(name, der, &certificate);
        slots(name, der, &certificate);
        handles(name, &certificate);
    }
}

/// PKCS#8, and the older form inside it.
fn forms(name: &str, der: &[u8], certificate: &str) {
    let mut files = vec![("PKCS#8", pem("PRIVATE KEY", der))];
    let inner = inner(der);
    if name.starts_with("rsa") {
        files.push(("PKCS#1", pem("RSA PRIVATE KEY", inner)));
    } else if name.starts_with('p') {
        let curve: &[u8] = match name {
            "p256" => b"\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07",
            "p384" => b"\x06\x05\x2b\x81\x04\x00\x22",
            _ => b"\x06\x05\x2b\x81\x04\x00\x23",
        };
        let sec1 = pem("EC PRIVATE KEY", inner);
        files.push(("SEC1", pem("EC PARAMETERS", curve) + &sec1));
    }
    for (form, key) in files {
        for file in [
            format!("{certificate}{key}"),
            format!("{key}{certificate}"),
            format!("{certificate}{key}").replace('\n', "\r\n"),
        ] {
            uploads(name, form, &file, true);
        }
    }
}

/// A file for each error that is raised after the key was parsed, or before.
fn refusals(name: &str, der: &[u8], certificate: &str, other: &str) {
    let key = pem("PRIVATE KEY", der);
    let body = key.lines().nth(1).unwrap_or_default();
    let files = [
        ("no certificate", key.clone()),
        ("two keys", format!("{certificate}{key}{key}")),
        ("another certificate", format!("{other}{key}")),
        ("the certificate twice", format!("{certificate}{certificate}{key}")),
        ("an unrelated certificate", format!("{certificate}{key}{UNRELATED}")),
        ("too many", format!("{}{key}", other.repeat(11))),
        ("an invalid certificate", {
            format!("{}{key}", pem("CERTIFICATE", b"\x30\x03\x02\x01\x01"))
        }),
        ("damaged text after it", format!("{certificate}{key}-----BEGIN X")),
        ("a certificate request", {
            format!("{certificate}{key}{}", pem("CERTIFICATE REQUEST", b"\x30\x00"))
        }),
        ("no end", format!("{certificate}{}", key.replace("-----END", ""))),
        ("a character that is not base64", {
            let tail = key.len() - 40;
            format!("{certificate}{}*{}", &key[..tail], &key[tail + 1..])
        }),
        ("headers of legacy encryption over clear text", {
            let headers = format!("\nProc-Type: 4,ENCRYPTED\nDEK-Info: X,00\n\n{body}");
            format!("{certificate}{}", key.replacen(&format!("\n{body}"), &headers, 1))
        }),
        ("the key as a certificate", format!("{}{key}", pem("CERTIFICATE", der))),
        ("the key as parameters", format!("{certificate}{key}{}", pem("EC PARAMETERS", der))),
        ("two blocks of parameters", {
            format!("{certificate}{key}{}", pem("EC PARAMETERS", b"\x06\x01\x2a").repeat(2))
        }),
        ("parameters of another curve", {
            format!("{certificate}{key}{}", pem("EC PARAMETERS", b"\x06\x05\x2b\x81\x04\x00\x0a"))
        }),
    ];
    for (what, file) in &files {
        uploads(name, what, file, false);
    }
    for (label, is_accepted) in [
        ("RSA PRIVATE KEY", true),
        ("EC PRIVATE KEY", true),
        ("DSA PRIVATE KEY", true),
        ("OPENSSH PRIVATE KEY", false),
        ("ENCRYPTED PRIVATE KEY", true),
        ("ANY PRIVATE KEY", true),
        ("CERTIFICATE REQUEST", false),
        ("EC PARAMETERS", false),
    ] {
        let file = format!("{certificate}{}", pem(label, der));
        uploads(name, label, &file, is_accepted);
    }
    for cut in (1..text_lines(&key)).step_by(3) {
        let cut: String = key.split_inclusive('\n').take(cut).collect();
        uploads(name, "cut after a line", &format!("{certificate}{cut}"), false);
    }
    for (what, file_name, file) in [
        ("a bad name", "phone.key", format!("{certificate}{key}")),
        ("DER", "phone.pem", String::new()),
    ] {
        let bytes = if file.is_empty() { der } else { file.as_bytes() };
        leaves_nothing(name, what, || {
            drop(Identity::parse(file_name, bytes).unwrap_err());
        });
    }
    // The same mistakes with an upload to the trust store.
    for (what, file) in [
        ("a key for the trust store", key.clone()),
        ("both for the trust store", format!("{certificate}{key}")),
        ("a key called certificate", pem("CERTIFICATE", der)),
        ("a key called container", pem("PKCS7", der)),
        ("a damaged key called container", {
            pem("PKCS7", der).replace("\n-----END", "*\n-----END")
        }),
    ] {
        leaves_nothing(name, what, || {
            drop(Bundle::parse("ca.pem", file.as_bytes()).unwrap_err());
        });
    }
    #[cfg(feature = "encrypted-keys")]
    for passphrase in [&b""[..], b"secret", b"wrong"] {
        let file = format!("{certificate}{key}");
        leaves_nothing(name, "with an unneeded passphrase", || {
            drop(Identity::parse_with_passphrase("a.pem", file.as_bytes(), passphrase).unwrap());
        });
        let text = [certificate.as_bytes(), wiped::material::ENCRYPTED].concat();
        leaves_nothing(name, "encrypted", || {
            drop(Identity::parse_with_passphrase("a.pem", &text, passphrase));
        });
    }
}

/// A changed byte and a cut at many offsets, so that each check of a key rejects something.
fn damages(name: &str, der: &[u8], certificate: &str) {
    let step = (der.len() / 60).max(1);
    for at in (0..der.len()).step_by(step) {
        let mut flipped = der.to_vec();
        flipped[at] ^= 0x04;
        let cut = &der[..at];
        for bytes in [&flipped[..], cut] {
            let what = format!("damaged at {at} of {} bytes", bytes.len());
            leaves_nothing(name, &what, || drop(PrivateKey::from_der(bytes)));
            let file = format!("{certificate}{}", pem("PRIVATE KEY", bytes));
            leaves_nothing(name, "uploaded damaged", || {
                drop(Identity::parse("phone.pem", file.as_bytes()));
            });
            let file = pem("X509 CRL", bytes);
            leaves_nothing(name, "called a CRL", || assert!(Crl::parse(file.as_bytes()).is_err()));
        }
    }
    // Two numbers of a key are exchanged: the encoding is valid, but the parts do not belong together.
    let secrets = secret_numbers(der);
    for (first, second) in secrets.iter().zip(secrets.iter().skip(1)) {
        if first.len() != second.len() {
            continue;
        }
        let mut swapped = der.to_vec();
        for (from, to) in [(first, second), (second, first)] {
            let place = der.windows(from.len()).position(|w| w == from).unwrap();
            swapped[place..place + from.len()].copy_from_slice(to);
        }
        leaves_nothing(name, "numbers exchanged", || {
            drop(PrivateKey::from_der(&swapped).unwrap_err());
        });
    }
}

/// The operations of a slot: replace, reset, export, restore.
fn slots(name: &str, der: &[u8], certificate: &str) {
    let file = format!("{certificate}{}", pem("PRIVATE KEY", der));
    let identity = || Identity::parse("phone.pem", file.as_bytes()).unwrap();
    let mut slot = ServerCertSlot::new();
    leaves_nothing(name, "replaced in the slot", || {
        drop(slot.upload(identity()));
        drop(slot.upload(identity()));
        assert!(slot.present(DeviceCertificate::Custom).is_some());
    });
    let exported = slot.snapshot_with_private_key().to_vec();
    leaves_nothing(name, "exported by the slot", || {
        drop(slot.snapshot_with_private_key());
        drop(slot.snapshot());
        let presented = slot.present(DeviceCertificate::Custom).unwrap();
        if let KeyStorage::Bytes(key) = presented.identity().key() {
            drop(key.export_pkcs8_der());
        }
    });
    leaves_nothing(name, "selected", || {
        assert!(newest_valid(&exported, &exported[..exported.len() - 1]).is_ok());
    });
    leaves_nothing(name, "restored", || {
        drop(ServerCertSlot::restore(&exported, 0).unwrap());
    });
    leaves_nothing(name, "too old to be restored", || {
        drop(ServerCertSlot::restore(&exported, 1 << 40).unwrap_err());
    });
    leaves_nothing(name, "taken for a trust store", || {
        drop(TrustStore::restore(BuiltIn::EMPTY, 10, &exported, 0).unwrap_err());
    });
    let step = exported.len() / 40;
    for at in (0..exported.len()).step_by(step) {
        let mut damaged = exported.clone();
        damaged[at] ^= 0x04;
        leaves_nothing(name, "restored damaged", || {
            let _ = ServerCertSlot::restore(&damaged, 0).unwrap_err();
            let _ = ServerCertSlot::restore(&exported[..at], 0).unwrap_err();
        });
    }
    leaves_nothing(name, "fault_f20: reset", || {
        drop(slot.factory_reset(FactoryReset::DropCustom).unwrap());
    });
    // A slot of its own: to move the other one would copy unset fields, with what this test left in them.
    leaves_nothing(name, "the slot dropped", || {
        let mut slot = ServerCertSlot::new();
        slot.upload(identity());
        drop(std::mem::take(&mut slot));
    });
}

/// A handle is a secret too. The certificates are parsed inside: those made outside would bring along, in unset fields, what
/// this test left on its own stack.
fn handles(name: &str, certificate: &str) {
    let chain =
        || Bundle::parse("chain.pem", certificate.as_bytes()).unwrap().into_iter().collect();
    leaves_nothing(name, "a handle", || {
        let handle = KeyHandle::new(HANDLE);
        let _ = format!("{handle:?}");
        drop(Identity::with_handle(chain(), handle, HandleProof::Stated).unwrap());
    });
    leaves_nothing(name, "a handle without a certificate", || {
        let handle = KeyHandle::new(HANDLE);
        drop(Identity::with_handle(Vec::new(), handle, HandleProof::Stated).unwrap_err());
    });
    leaves_nothing(name, "a handle without a proof", || {
        let proof = HandleProof::Signature { nonce: b"", signature: &[1; 64] };
        drop(Identity::with_handle(chain(), KeyHandle::new(HANDLE), proof).unwrap_err());
    });
}

const HANDLE: &[u8] = b"pkcs11:object=phone;pin-value=918273645";

fn text_lines(text: &str) -> usize {
    text.lines().count()
}

#[track_caller]
fn uploads(name: &str, what: &str, file: &str, is_accepted: bool) {
    leaves_nothing(name, what, || {
        let answer = Identity::parse("phone.pem", file.as_bytes());
        assert_eq!(answer.is_ok(), is_accepted, "{name}, {what}: {answer:?}");
    });
}

const UNRELATED: &str = include_str!("../../../../examples/data/stackexchange-2021.pem");
