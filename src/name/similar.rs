//! Names that differ in one place only, as after a slip on the keyboard.

use super::dns::is_plain_name;

/// The shortest label in which one letter is taken for a slip. In shorter ones, such as `ns1` and `nsa`, most names differ
/// in one letter.
const MIN_LABEL: usize = 5;

/// The shortest label in which two exchanged letters are taken for a slip: `pxb` for `pbx`.
const MIN_EXCHANGED: usize = 3;

/// Whether the names are equal but for one slip in one label: a letter that is wrong, missing or too much, or two
/// neighbors that are exchanged. Digits number hosts, so they are never slips.
pub(super) fn is_one_slip_apart(presented: &[u8], meant: &[u8]) -> bool {
    if presented.len().abs_diff(meant.len()) > 1 || !is_plain_name(presented) {
        return false;
    }
    let mut labels = presented.split(|byte| *byte == b'.');
    let mut slips = 0_usize;
    for meant in meant.split(|byte| *byte == b'.') {
        let Some(label) = labels.next() else { return false };
        if label.eq_ignore_ascii_case(meant) {
            continue;
        }
        if !is_slip(label, meant) {
            return false;
        }
        slips = slips.saturating_add(1);
    }
    slips == 1 && labels.next().is_none()
}

fn is_slip(presented: &[u8], meant: &[u8]) -> bool {
    let same = |pair: &(&u8, &u8)| pair.0.eq_ignore_ascii_case(pair.1);
    let start = presented.iter().zip(meant).take_while(same).count();
    let end = presented.iter().rev().zip(meant.iter().rev()).take_while(same).count();
    let shorter = presented.len().min(meant.len());
    let end = end.min(shorter.saturating_sub(start));
    let differing = |label: &[u8]| {
        let until = label.len().saturating_sub(end);
        let part = label.get(start..until).unwrap_or_default();
        match part {
            [] => Differing::None,
            [only] => Differing::One(only.to_ascii_lowercase()),
            [one, two] => Differing::Two(one.to_ascii_lowercase(), two.to_ascii_lowercase()),
            _ => Differing::More,
        }
    };
    let letters = |bytes: &[u8]| bytes.iter().all(u8::is_ascii_alphabetic);
    match (differing(presented), differing(meant)) {
        (Differing::Two(a, b), Differing::Two(c, d)) => {
            (a, b) == (d, c) && letters(&[a, b]) && shorter >= MIN_EXCHANGED
        }
        (Differing::One(a), Differing::One(b)) => letters(&[a, b]) && shorter >= MIN_LABEL,
        (Differing::One(a), Differing::None) | (Differing::None, Differing::One(a)) => {
            letters(&[a]) && shorter >= MIN_LABEL
        }
        _ => false,
    }
}

/// The bytes of a label between its equal ends.
enum Differing {
    None,
    One(u8),
    Two(u8, u8),
    More,
}

#[cfg(test)]
mod tests {
    use super::is_one_slip_apart;

    #[test]
    fn one_slip_of_the_keyboard_is_recognized() {
        for (presented, meant, expected, why) in [
            ("pbx.exmaple.com", "pbx.example.com", true, "two letters are exchanged"),
            ("pxb.example.com", "pbx.example.com", true, "in a short label"),
            ("pbx.examplle.com", "pbx.example.com", true, "a letter too much"),
            ("pbx.exmple.com", "pbx.example.com", true, "a letter is missing"),
            ("pbx.exanple.com", "pbx.example.com", true, "a wrong letter"),
            ("PBX.EXANPLE.com", "pbx.example.com", true, "in upper case"),
            ("pbx.example.com", "pbx.example.com", false, "the same"),
            ("pbx1.example.com", "pbx2.example.com", false, "numbers of hosts"),
            ("pbx12345.example.com", "pbx12346.example.com", false, "numbers in a long label"),
            ("a.example.com", "b.example.com", false, "short labels"),
            ("sip.example.com", "six.example.com", false, "a wrong letter in a short label"),
            ("pbx.exanpla.com", "pbx.example.com", false, "two slips"),
            ("pxb.exmaple.com", "pbx.example.com", false, "slips in two labels"),
            ("pbxexample.com", "pbx.example.com", false, "a missing dot"),
            ("pbx.exmaple.com ", "pbx.example.com", false, "no plain name"),
        ] {
            let found = is_one_slip_apart(presented.as_bytes(), meant.as_bytes());
            assert_eq!(found, expected, "{presented}: {why}");
        }
    }
}
