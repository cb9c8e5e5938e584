//! The remedies for rejected files, and their texts.

use super::build::{OID, SECRET, block, certificate, pkcs7, root, sequence, signed_data, tlv};
use trustslot::{Bundle, Remedy};

/// Each file, the remedy and its text.
#[test]
#[expect(clippy::too_many_lines, reason = "a table")]
fn each_rejected_file_has_its_remedy() {
    let pem = |label: &str| block(label, SECRET).into_bytes();
    let one = certificate(0);
    let pkcs12 = sequence(&[&[2, 1, 3], &sequence(&[OID]), &sequence(&[OID])]);
    let of_a_crl = pkcs7(&[root(0)], &[&sequence(&[OID])]);
    let message = tlv(0xa0, &[&tlv(4, &[one.as_bytes()])]);
    let message = signed_data(&message, &[root(0)], &[], &[]);
    let utf16: Vec<u8> = one.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let bare: String = one.lines().filter(|line| !line.starts_with('-')).collect();
    let rows: [(&str, Vec<u8>, Remedy, &str); 20] = [
        (
            "ca.pem",
            pkcs12,
            Remedy::ConvertPkcs12,
            "convert it without its key: openssl pkcs12 -in file.p12 -nokeys -out file.pem (add -legacy if openssl calls it unsupported)",
        ),
        (
            "ca.der",
            of_a_crl,
            Remedy::ConvertPkcs7WithCrl,
            "convert it without its CRL: openssl pkcs7 -in file.p7b -print_certs | openssl storeutl -certs -out file.pem /dev/stdin (add -inform DER after pkcs7 if it is binary)",
        ),
        (
            "ca.der",
            [pkcs7(&[root(0)], &[]), vec![0]].concat(),
            Remedy::ConvertPkcs7,
            "convert it: openssl pkcs7 -in file.p7b -print_certs -out file.pem (add -inform DER if it is binary)",
        ),
        (
            "ca.cer",
            message,
            Remedy::UploadContent,
            "upload the certificate file itself, not a signature or a signed message",
        ),
        (
            "ca.pem",
            b"\xfe\xed\xfe\xed\0\0\0\x02".to_vec(),
            Remedy::ConvertJavaKeyStore,
            "export the certificate: keytool -exportcert -rfc -keystore file.jks -alias name -file file.pem",
        ),
        (
            "ca.pem",
            pem("TRUSTED CERTIFICATE"),
            Remedy::ConvertCertificate,
            "if you trust it for every purpose, convert it to plain PEM: openssl crl2pkcs7 -nocrl -certfile file.pem | openssl pkcs7 -print_certs -out plain.pem",
        ),
        (
            "ca.pem",
            [one.as_bytes(), &pem("PRIVATE KEY")].concat(),
            Remedy::KeepCertificates,
            r"keep only its certificates: sed -n '/-BEGIN \(X509 \)*CERTIFICATE-/,/-END \(X509 \)*CERTIFICATE-/p' file.pem > plain.pem",
        ),
        (
            "ca.pem",
            pem("PRIVATE KEY"),
            Remedy::UploadCertificate,
            "upload only the certificate, without its key",
        ),
        (
            "ca.pem",
            pem("CERTIFICATE REQUEST"),
            Remedy::UploadIssued,
            "upload the certificate that the CA issued for this request",
        ),
        (
            "ca.pem",
            pem("X509 CRL"),
            Remedy::UploadCa,
            "upload the certificate of the CA that issued this CRL",
        ),
        (
            "ca.pem",
            utf16,
            Remedy::SaveAsUtf8,
            r"save it as UTF-8, or remove the extra bytes: LC_ALL=C tr -d '\000\376\377' < file.pem > plain.pem",
        ),
        (
            "ca.pem",
            b"<!DOCTYPE html><html>".to_vec(),
            Remedy::SaveDownload,
            "save the certificate file that the page offers, not the page",
        ),
        (
            "ca.pem",
            b"PK\x03\x04....".to_vec(),
            Remedy::Unpack,
            "unpack the archive and upload the certificate file in it",
        ),
        (
            "ca.pem",
            [one.as_bytes(), root(1)].concat(),
            Remedy::UploadSeparately,
            "upload each of the joined files separately",
        ),
        (
            "ca.pem",
            format!("{one}{bare}").into_bytes(),
            Remedy::AddBoundaries,
            "add the line -----BEGIN CERTIFICATE----- before it and -----END CERTIFICATE----- after it",
        ),
        (
            "ca.pem",
            bare.into_bytes(),
            Remedy::AddBoundaries,
            "add the line -----BEGIN CERTIFICATE----- before it and -----END CERTIFICATE----- after it",
        ),
        (
            "ca.pem",
            format!("serial -----BEGIN CERTIFICATE-----\n{one}").into_bytes(),
            Remedy::SeparateLines,
            r"put each BEGIN and END line on its own line: sed 's/-----BEGIN [^-]*-----/\n&\n/g; s/-----END [^-]*-----/\n&\n/g' file.pem > plain.pem",
        ),
        (
            "ca.pem",
            Vec::new(),
            Remedy::CopyAgain,
            "get the file again; part of it was lost or changed",
        ),
        (
            "ca.pem",
            vec![b'\n'; Bundle::MAX_BYTES + 1],
            Remedy::Split,
            "upload fewer certificates at a time",
        ),
        (
            "ca.p7b",
            root(0).to_vec(),
            Remedy::Rename(Bundle::EXTENSIONS),
            "rename the file so that it ends in .pem, .cer, .crt or .der",
        ),
    ];
    for (name, file, remedy, says) in rows {
        let error = Bundle::parse(name, &file).unwrap_err();
        assert_eq!(error.remedy().unwrap(), remedy, "{error}");
        assert_eq!(remedy.to_string(), says, "{error}");
    }
}

/// If it is not clear which file was meant, the remedy only names the accepted formats.
#[test]
fn unrelated_file_is_answered_with_the_accepted_formats() {
    let rows = [
        ("ca.der", sequence(&[&tlv(0x30, &[])]), "no certificate at all"),
        ("ca.pem", b"hello".to_vec(), "text"),
    ];
    for (name, file, why) in rows {
        let error = Bundle::parse(name, &file).unwrap_err();
        assert_eq!(error.remedy(), Some(Remedy::UploadAnyCertificate), "{why}: {error}");
    }
}
