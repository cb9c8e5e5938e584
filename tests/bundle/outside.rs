//! Text outside of PEM blocks is a remark, or the file is rejected.

use super::build::{SECRET, block, certificate, key_pkcs8, root, sequence, tlv};
use trustslot::Bundle;

const FOREIGN: &str = "there is binary (DER) data or UTF-16 text outside of the blocks";
const BARE: &str = "there is base64 text without BEGIN and END lines outside of the blocks";
const DAMAGED: &str = "the BEGIN or END line is damaged";

/// Certificates and keys without valid BEGIN and END lines, before, between and after blocks.
#[test]
fn certificates_and_keys_outside_of_blocks_reject_the_file() {
    let (one, two) = (certificate(0), certificate(1));
    let boundaries = |dashes: &str| two.replace("-----", dashes).into_bytes();
    let utf16 =
        |text: &str| -> Vec<u8> { text.encode_utf16().flat_map(u16::to_le_bytes).collect() };
    let spaced = two.replace("-----B", "----- B").replace("-----E", "----- E");
    let bare: String = two.lines().filter(|line| !line.starts_with('-')).collect();
    let lines: Vec<&str> = two.lines().filter(|line| !line.starts_with('-')).collect();
    let sec1 = sequence(&[&[2, 1, 1], &tlv(4, &[SECRET])]);
    let key = block("RSA PRIVATE KEY", SECRET).replace("-----", "----");
    let rows: [(Vec<u8>, &str, &str); 16] = [
        (root(1).to_vec(), FOREIGN, "a certificate in DER"),
        (key_pkcs8(), FOREIGN, "a key in DER"),
        (sec1, FOREIGN, "a key without a NUL"),
        (utf16(&two), FOREIGN, "UTF-16"),
        ([b"\xff\xfe", &utf16(&two)[..]].concat(), FOREIGN, "UTF-16 with a mark"),
        (spaced.into(), DAMAGED, "spaces"),
        (boundaries("----"), DAMAGED, "four dashes"),
        (boundaries("------ "), DAMAGED, "six and a space"),
        (boundaries("\u{2014}\u{2014}-"), DAMAGED, "dashes of a text editor"),
        (boundaries("\u{2013}"), DAMAGED, "one dash of them"),
        (two.replace("BEGIN", "begin").replace("END", "end").into(), DAMAGED, "small letters"),
        (two.replace("BEGIN CERT", "Begin Cert").replace("END", "End").into(), DAMAGED, "mixed"),
        (key.into(), DAMAGED, "a private key"),
        (bare.into(), BARE, "one line of base64"),
        (lines.join("\n").into(), BARE, "lines of base64"),
        (format!("  {}", lines.join("\r\n  ")).into(), BARE, "indented, of CR LF"),
    ];
    let remark = "# a remark\n\n";
    let line = one.lines().count() + 3;
    for (lost, fault, why) in rows {
        for rest in ["", &one] {
            let file = [one.as_bytes(), remark.as_bytes(), &lost, b"\n", rest.as_bytes()].concat();
            let error = Bundle::parse("ca.pem", &file).unwrap_err().to_string();
            let sentence = format!("block 2 of the file, line {line}: {fault}");
            assert_eq!(error, sentence, "{why}");
        }
        let file = [remark.as_bytes(), &lost, b"\n", one.as_bytes()].concat();
        let error = Bundle::parse("ca.pem", &file).unwrap_err().to_string();
        assert_eq!(error, format!("block 1 of the file, line 3: {fault}"), "{why}");
    }
}

/// Remarks that tools and people write around blocks.
#[test]
fn remarks_around_blocks_are_ignored() {
    let one = certificate(0);
    for remark in [
        "# Issuer: CN=GlobalSign Root CA O=GlobalSign nv-sa OU=Root CA",
        "GlobalSign Root CA\n==================",
        "Bag Attributes\n    localKeyID: 54 69 6D 65 20 31 36 \n    friendlyName: caf\u{e9}\nKey Attributes: <No Attributes>",
        "subject=/C=DE/O=Example\nissuer=/C=DE/O=Example",
        "CONNECTED(00000003)\n---\nCertificate chain\n 0 s:CN = a\n   i:CN = b\n---\nServer certificate",
        "    TLS session ticket:\n    0000 - 5b 0d 5c 8a 1e 9a-b3 2c   [.\\....,\n    Verify return code: 0 (ok)\n---",
        "        Serial Number:\n            04:00:00:00:00:01:15:4b:5a:c3:94\n        Signature Algorithm: sha1WithRSAEncryption",
        "0: Certificate",
        "-- the root of our PBX --",
        "--- end of the certificates ---",
        "- Begin",
        "\u{2014} Ende \u{2014}",
        "MIME-Version: 1.0",
        "MIIC is how it begins",
        "the text BEGIN CERTIFICATE stands above each",
        "caf\u{e9} \u{1f600} \u{feff}",
        "--------------------------------------------------------------",
    ] {
        let file = format!("{remark}\n{one}{remark}\n\n{one}{remark}\r\n");
        let bundle = Bundle::parse("ca.pem", file.as_bytes());
        let count = bundle.map(|bundle| bundle.len()).map_err(|error| error.to_string());
        assert_eq!(count, Ok(2), "{remark}");
    }
}
