//! What to do about a refused file, in the words of a page's hint.

use super::build::{OID, SECRET, block, certificate, pkcs7, root, sequence, signed_data, tlv};
use trustslot::{Bundle, FileRemedy};

/// A file, what helps against it, and the sentence that says so.
#[test]
#[expect(clippy::too_many_lines, reason = "a table")]
fn every_remedy_is_a_sentence_of_its_own() {
    let pem = |label: &str| block(label, SECRET).into_bytes();
    let one = certificate(0);
    let pkcs12 = sequence(&[&[2, 1, 3], &sequence(&[OID]), &sequence(&[OID])]);
    let of_a_crl = pkcs7(&[root(0)], &[&sequence(&[OID])]);
    let message = tlv(0xa0, &[&tlv(4, &[one.as_bytes()])]);
    let message = signed_data(&message, &[root(0)], &[], &[]);
    let utf16: Vec<u8> = one.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let bare: String = one.lines().filter(|line| !line.starts_with('-')).collect();
    let rows: [(&str, Vec<u8>, FileRemedy, &str); 20] = [
        (
            "ca.pem",
            pkcs12,
            FileRemedy::ConvertPkcs12,
            "openssl pkcs12 -in file.p12 -nokeys -out file.pem",
        ),
        (
            "ca.der",
            of_a_crl,
            FileRemedy::ConvertPkcs7WithCrl,
            "openssl pkcs7 -in file.p7b -print_certs | openssl storeutl -certs -out file.pem /dev/stdin (with -inform DER behind pkcs7 if it is binary)",
        ),
        (
            "ca.der",
            pkcs7(&[root(0), &[0xa0, 0]], &[]),
            FileRemedy::ConvertPkcs7,
            "openssl pkcs7 -in file.p7b -print_certs -out file.pem (with -inform DER if it is binary)",
        ),
        (
            "ca.cer",
            message,
            FileRemedy::UploadContent,
            "upload the certificate file itself, not a signed message around it",
        ),
        (
            "ca.pem",
            b"\xfe\xed\xfe\xed\0\0\0\x02".to_vec(),
            FileRemedy::ConvertJavaKeyStore,
            "keytool -exportcert -rfc -keystore file.jks -alias name -file file.pem",
        ),
        (
            "ca.pem",
            pem("TRUSTED CERTIFICATE"),
            FileRemedy::ConvertCertificate,
            "openssl x509 -in file.pem -out plain.pem",
        ),
        (
            "ca.pem",
            [one.as_bytes(), &pem("PRIVATE KEY")].concat(),
            FileRemedy::KeepCertificates,
            "openssl crl2pkcs7 -nocrl -certfile file.pem | openssl pkcs7 -print_certs -out plain.pem",
        ),
        (
            "ca.pem",
            pem("PRIVATE KEY"),
            FileRemedy::UploadCertificate,
            "upload the certificate alone, without its key",
        ),
        (
            "ca.pem",
            pem("CERTIFICATE REQUEST"),
            FileRemedy::UploadIssued,
            "upload the certificate that the CA issued for this request",
        ),
        (
            "ca.pem",
            pem("X509 CRL"),
            FileRemedy::UploadIssuer,
            "upload the certificate of the CA that issued this list",
        ),
        (
            "ca.pem",
            utf16,
            FileRemedy::SaveAsUtf8,
            "save it as UTF-8: iconv -f UTF-16 -t UTF-8 file.pem > plain.pem",
        ),
        (
            "ca.pem",
            b"<!DOCTYPE html><html>".to_vec(),
            FileRemedy::SaveDownload,
            "save the certificate file that the page offers, not the page",
        ),
        (
            "ca.pem",
            b"PK\x03\x04....".to_vec(),
            FileRemedy::Unpack,
            "unpack the archive and upload the certificate file in it",
        ),
        (
            "ca.pem",
            [one.as_bytes(), root(1)].concat(),
            FileRemedy::UploadSeparately,
            "upload the files that were put together one by one",
        ),
        (
            "ca.pem",
            format!("{one}{bare}").into_bytes(),
            FileRemedy::AddBoundaries,
            "put -----BEGIN CERTIFICATE----- before and -----END CERTIFICATE----- after it",
        ),
        (
            "ca.pem",
            bare.into_bytes(),
            FileRemedy::AddBoundaries,
            "put -----BEGIN CERTIFICATE----- before and -----END CERTIFICATE----- after it",
        ),
        (
            "ca.pem",
            format!("serial -----BEGIN CERTIFICATE-----\n{one}").into_bytes(),
            FileRemedy::SeparateLines,
            "put each BEGIN and END line on a line of its own",
        ),
        (
            "ca.pem",
            Vec::new(),
            FileRemedy::CopyAgain,
            "get the file again; something was lost or changed on the way",
        ),
        (
            "ca.pem",
            vec![b'\n'; Bundle::MAX_BYTES + 1],
            FileRemedy::Split,
            "upload fewer certificates at a time",
        ),
        ("ca.p7b", root(0).to_vec(), FileRemedy::Rename, "name it .pem, .cer, .crt or .der"),
    ];
    for (name, file, remedy, says) in rows {
        let refusal = Bundle::parse(name, &file).unwrap_err();
        assert_eq!(refusal.remedy(), Some(remedy), "{refusal}");
        assert_eq!(remedy.to_string(), says, "{refusal}");
        assert_eq!(remedy.as_str(), says, "{refusal}");
    }
}

/// Where nothing can be said that helps, nothing is said.
#[test]
fn no_remedy_is_made_up() {
    let rows = [
        ("ca.der", sequence(&[&tlv(0x30, &[])]), "no certificate at all"),
        ("ca.pem", block("CERTIFICATE", SECRET).into_bytes(), "holds something else"),
        ("ca.pem", b"hello".to_vec(), "text"),
    ];
    for (name, file, why) in rows {
        let refusal = Bundle::parse(name, &file).unwrap_err();
        assert_eq!(refusal.remedy(), None, "{why}: {refusal}");
    }
}
