//! Rows 17 to 25, 27, 37: what people upload.

use crate::support::pem::{LineEnding, pem, pem_with};
use crate::support::{Key, der, root};
use crate::table::{Table, refused, trusted};
use crate::verifier::file;
use trustslot::{BuiltIn, Bundle, Remedy, TrustStore};

type Parsed = Result<Bundle, (String, Option<Remedy>)>;

fn parse(name: &str, bytes: &[u8]) -> Parsed {
    Bundle::parse(name, bytes).map_err(|error| (error.to_string(), error.remedy()))
}

pub fn rows(table: &mut Table) {
    let roots: Vec<_> = (0..11).map(|n| root(&format!("Root {n}")).self_signed()).collect();
    let mut store = TrustStore::new(BuiltIn::EMPTY);
    for root in &roots[..10] {
        let _added = store.add(&file(&[root]));
    }
    let before = store.custom().to_vec();
    let full = store.add(&file(&[&roots[10]])).map_err(|e| (e.to_string(), e.remedy()));
    table.result(
        17,
        "the 11th certificate",
        full,
        &refused(&[]).says("10").advises("delete-first"),
    );
    table.holds(17, "the store is unchanged", store.custom().to_vec() == before);

    let text = root("Test Root").self_signed().pem();
    // Remarks before the certificate, as many as it takes.
    let exact = |bytes: usize| {
        let remarks = "#".repeat(bytes - text.len() - 1);
        format!("{remarks}\n{text}").into_bytes()
    };
    table.result(18, "5 MB exactly", parse("ca.pem", &exact(Bundle::MAX_BYTES)), &trusted());
    let one_more = exact(Bundle::MAX_BYTES + 1);
    table.result(
        18,
        "a byte more",
        parse("ca.pem", &one_more),
        &refused(&[]).says("5242881").says("5242880").advises("split"),
    );
    table.result(
        18,
        "no byte",
        parse("ca.pem", b""),
        &refused(&[]).says("empty").advises("copy-again"),
    );

    let der = root("Test Root").self_signed().der;
    for (name, bytes) in [
        ("ca.pem", der.as_slice()),
        ("ca.der", text.as_bytes()),
        ("CA.CER", &der),
        ("ca.CRT", text.as_bytes()),
    ] {
        table.result(19, name, parse(name, bytes), &trusted());
    }
    table.result(
        19,
        "no extension",
        parse("ca", &der),
        &refused(&[]).says(".pem").advises("rename"),
    );
    table.result(
        19,
        "another extension",
        parse("ca.txt", text.as_bytes()),
        &refused(&[]).says(".pem").advises("rename"),
    );

    let data = der::seq(&[
        der::oid("1.2.840.113549.1.7.1"),
        der::explicit(0, &der::octet_string(&[0x55; 64])),
    ]);
    let pkcs12 = der::seq(&[der::integer(&[3]), data]);
    table.result(
        20,
        "a PKCS#12 file",
        parse("phone.cer", &pkcs12),
        &refused(&[]).says("PKCS#12").says("openssl pkcs12").advises("convert-pkcs12"),
    );
    table.result(
        20,
        "the same under its own extension",
        parse("phone.pfx", &pkcs12),
        &refused(&[]).says("PKCS#12").says("openssl pkcs12"),
    );
    table.result(20, "a PKCS#7 file", parse("chain.cer", &pkcs7(&der)), &trusted());
    table.result(
        20,
        "the same in PEM",
        parse("chain.pem", pem("PKCS7", &pkcs7(&der)).as_bytes()),
        &trusted(),
    );

    let crlf = pem_with("CERTIFICATE", &der, 64, LineEnding::CRLF);
    table.result(21, "line ends of Windows", parse("ca.pem", crlf.as_bytes()), &trusted());

    forms_of_text(table, &text, &der);

    let page = b"<!DOCTYPE html>\n<html><head><title>Log in</title></head><body></body></html>\n";
    table.result(
        23,
        "a page",
        parse("ca.crt", page),
        &refused(&[]).says("HTML").advises("save-download"),
    );

    let key = pem("PRIVATE KEY", Key::p256(64).pkcs8());
    let mixed = parse("ca.pem", format!("{text}{key}").as_bytes());
    let middle = key.lines().nth(1).unwrap_or_default().to_owned();
    let leaks = mixed.as_ref().err().is_some_and(|(error, _)| error.contains(&middle));
    table.result(
        24,
        "a private key beside the certificate",
        mixed,
        &refused(&[]).says("private key").advises("keep-certificates"),
    );
    table.holds(24, "the key is not repeated", !leaks);
    table.result(
        24,
        "a private key alone",
        parse("ca.pem", key.as_bytes()),
        &refused(&[]).says("private key").advises("upload-certificate"),
    );

    #[cfg(feature = "identity")]
    identities(table);

    let mut store = TrustStore::new(BuiltIn::EMPTY);
    let one = file(&[&roots[0]]);
    let first = store.add(&one).map_err(|e| (e.to_string(), e.remedy()));
    table.result(27, "the first time", first, &trusted());
    let again = store.add(&one).map_err(|e| (e.to_string(), e.remedy()));
    table.holds(
        27,
        "the second time it is reported as known",
        again.is_ok_and(|added| (added.new, added.known) == (0, 1)),
    );
    table.holds(27, "and takes no entry", store.custom().len() == 1);

    // The snapshot of the largest custom part is what the flash must hold.
    let budget = format!("{:?}", TrustStore::with_limit(BuiltIn::EMPTY, 3));
    table.holds(37, "the store has a budget in bytes beside the number", budget.contains("bytes"));
}

fn forms_of_text(table: &mut Table, text: &str, der: &[u8]) {
    let utf16 = |text: &str| -> Vec<u8> {
        [0xfeff_u16].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
    };
    table.result(
        22,
        "a byte order mark",
        parse("ca.pem", format!("\u{feff}{text}").as_bytes()),
        &trusted(),
    );
    table.result(
        22,
        "text before BEGIN",
        parse("ca.pem", format!("Issuer: Test Root\n{text}").as_bytes()),
        &trusted(),
    );
    table.result(
        22,
        "no line end at the end",
        parse("ca.pem", text.trim_end().as_bytes()),
        &trusted(),
    );
    table.result(
        22,
        "UTF-16",
        parse("ca.pem", &utf16(text)),
        &refused(&[]).says("UTF-16").advises("save-as-utf8"),
    );
    let trusted_label = pem("TRUSTED CERTIFICATE", der);
    table.result(
        22,
        "OpenSSL's TRUSTED CERTIFICATE",
        parse("ca.pem", trusted_label.as_bytes()),
        &refused(&[]).says("TRUSTED").says("openssl"),
    );
    let indented: Vec<String> = text.lines().map(|line| format!("    {line}")).collect();
    let indented = indented.join("\n");
    table.result(22, "indented", parse("ca.pem", indented.as_bytes()), &trusted());
    let in_line = format!("certificate: {text}");
    table.result(
        22,
        "BEGIN behind other text",
        parse("ca.pem", in_line.as_bytes()),
        &refused(&[]).says("BEGIN").says("line"),
    );
}

/// Certificates in the form of `openssl crl2pkcs7`.
fn pkcs7(certificate: &[u8]) -> Vec<u8> {
    let signed = der::seq(&[
        der::integer(&[1]),
        der::tlv(0x31, &[]),
        der::seq(&[der::oid("1.2.840.113549.1.7.1")]),
        der::tlv(0xa0, certificate),
        der::tlv(0x31, &[]),
    ]);
    der::seq(&[der::oid("1.2.840.113549.1.7.2"), der::explicit(0, &signed)])
}

#[cfg(feature = "identity")]
fn identities(table: &mut Table) {
    use trustslot::Identity;
    let phone = crate::support::leaf("phone.example.com").key(Key::ed25519(65)).self_signed();
    let key = |n| pem("PRIVATE KEY", Key::ed25519(n).pkcs8());
    let (certificate, own) = (phone.pem(), key(65));
    let encrypted = pem(
        "ENCRYPTED PRIVATE KEY",
        &der::seq(&[der::seq(&[der::oid("1.2.840.113549.1.5.13")]), der::octet_string(&[1; 16])]),
    );
    let files = [
        ("certificate and key", format!("{certificate}{own}"), trusted()),
        (
            "no key",
            certificate.clone(),
            refused(&[]).says("private key").advises("join-certificate-and-key"),
        ),
        (
            "a key only",
            own.clone(),
            refused(&[]).says("certificate").advises("join-certificate-and-key"),
        ),
        (
            "two keys",
            format!("{certificate}{own}{}", key(66)),
            refused(&[]).says("2 private keys").advises("keep-one-key"),
        ),
        (
            "another key",
            format!("{certificate}{}", key(66)),
            refused(&[]).says("match|belong").advises("use-matching-key"),
        ),
        (
            "an encrypted key",
            format!("{certificate}{encrypted}"),
            refused(&[]).says("encrypted").advises("remove-passphrase|enter-passphrase|export-key"),
        ),
    ];
    for (why, file, wanted) in files {
        let parsed = Identity::parse("phone.pem", file.as_bytes())
            .map_err(|error| (error.to_string(), error.remedy()));
        table.result(25, why, parsed, &wanted);
    }
}
