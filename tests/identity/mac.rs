//! MAC addresses in all their spellings.

use trustslot::MacAddress;

#[test]
fn every_spelling_of_a_mac_address_is_parsed() {
    for text in [
        "0015651234ab",
        "0015651234AB",
        "00156512 34AB",
        "00:15:65:12:34:ab",
        "00-15-65-12-34-AB",
        "0015.6512.34ab",
        "001565-1234ab",
        "  00 15 65 12 34 ab\n",
    ] {
        let mac: MacAddress = text.parse().unwrap();
        assert_eq!(mac.to_bytes(), [0x00, 0x15, 0x65, 0x12, 0x34, 0xab], "{text:?}");
        assert_eq!(mac.to_string(), "0015651234ab", "{text:?}");
        assert_eq!(MacAddress::from_common_name(text), Some(mac), "{text:?}");
    }
}

#[test]
fn other_texts_are_not_the_mac_address_of_a_device() {
    // text, whether it is an address, and why it is none or not that of a device
    let table = [
        ("", false, "empty"),
        ("0015651234a", false, "eleven digits"),
        ("0015651234abc", false, "thirteen digits"),
        ("0015651234abcd", false, "fourteen digits"),
        ("0:15:65:12:34:ab", false, "a pair has two digits"),
        ("00::15:65:12:34:ab", false, "one separator between pairs"),
        (":0015651234ab", false, "none before"),
        ("0015651234ab:", false, "none after"),
        ("001:5651234ab", false, "none within a pair"),
        ("0015651234ag", false, "g is no digit"),
        ("0x15651234ab", false, "x is no digit"),
        ("\u{ff10}015651234ab", false, "a full-width digit is no digit"),
        ("0015651234ab.example.com", false, "a host name"),
        ("MAC 0015651234ab", false, "a word before it"),
        ("0015651234ab\u{a0}", false, "a no-break space is no blank"),
        ("\u{3000}0015651234ab", false, "an ideographic space is no blank"),
        ("0015651234ab\u{2028}", false, "a line separator is no blank"),
        ("ffffffffffff", true, "the broadcast address"),
        ("01005e000001", true, "a group address"),
        ("000000000000", true, "no address"),
    ];
    for (text, is_address, why) in table {
        assert_eq!(text.parse::<MacAddress>().is_ok(), is_address, "{text}: {why}");
        assert_eq!(MacAddress::from_common_name(text), None, "{text}: {why}");
    }
}
