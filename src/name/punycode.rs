//! A-labels of names in Unicode, to recognize a name that a certificate should have in that form.

use alloc::string::String;
use alloc::vec::Vec;

/// The name with each label beyond ASCII in its A-label form (RFC 5890 §2.3.2.1), in lower case. `None` if a label is too
/// long. The mapping of RFC 5895 is not applied, except for the case of letters: the result is for a hint only.
pub(super) fn to_ascii(name: &str) -> Option<Vec<u8>> {
    let mut ascii = Vec::with_capacity(name.len());
    for (index, label) in name.to_lowercase().split('.').enumerate() {
        if index > 0 {
            ascii.push(b'.');
        }
        if label.is_ascii() {
            ascii.extend_from_slice(label.as_bytes());
        } else {
            ascii.extend_from_slice(b"xn--");
            ascii.extend_from_slice(encode(label)?.as_bytes());
        }
    }
    Some(ascii)
}

/// The longest label that is encoded, in characters. An A-label has at most 63 bytes, and one for each character.
const MAX_CHARACTERS: usize = 63;

// RFC 3492 §5.
const BASE: u32 = 36;
const T_MIN: u32 = 1;
const T_MAX: u32 = 26;
const SKEW: u32 = 38;
const DAMP: u32 = 700;
const INITIAL_BIAS: u32 = 72;
const INITIAL_N: u32 = 128;

/// RFC 3492 §6.3.
fn encode(label: &str) -> Option<String> {
    let characters: Vec<u32> = label.chars().take(MAX_CHARACTERS + 1).map(u32::from).collect();
    if characters.len() > MAX_CHARACTERS {
        return None;
    }
    let mut output: String = label.chars().filter(char::is_ascii).collect();
    let basic = u32::try_from(output.len()).ok()?;
    if basic > 0 {
        output.push('-');
    }
    let (mut n, mut delta, mut bias, mut handled) = (INITIAL_N, 0_u32, INITIAL_BIAS, basic);
    while usize::try_from(handled).ok()? < characters.len() {
        let next = characters.iter().copied().filter(|character| *character >= n).min()?;
        delta = delta.checked_add(next.checked_sub(n)?.checked_mul(handled.checked_add(1)?)?)?;
        n = next;
        for character in &characters {
            if *character < n {
                delta = delta.checked_add(1)?;
            }
            if *character == n {
                push_number(&mut output, delta, bias)?;
                bias = adapt(delta, handled.checked_add(1)?, handled == basic)?;
                delta = 0;
                handled = handled.checked_add(1)?;
            }
        }
        delta = delta.checked_add(1)?;
        n = n.checked_add(1)?;
    }
    Some(output)
}

/// One number of variable length (RFC 3492 §3.3).
fn push_number(output: &mut String, mut number: u32, bias: u32) -> Option<()> {
    let mut k = BASE;
    loop {
        let threshold = k.saturating_sub(bias).clamp(T_MIN, T_MAX);
        if number < threshold {
            output.push(digit(number)?);
            return Some(());
        }
        let rest = number.checked_sub(threshold)?;
        let radix = BASE.checked_sub(threshold)?;
        output.push(digit(threshold.checked_add(rest.checked_rem(radix)?)?)?);
        number = rest.checked_div(radix)?;
        k = k.checked_add(BASE)?;
    }
}

/// `a` to `z` are 0 to 25, `0` to `9` are 26 to 35 (RFC 3492 §5).
fn digit(value: u32) -> Option<char> {
    let letter =
        value.checked_add(10).filter(|_| value < 26).and_then(|n| char::from_digit(n, BASE));
    letter.or_else(|| char::from_digit(value.checked_sub(26)?, 10))
}

/// RFC 3492 §6.1.
fn adapt(delta: u32, count: u32, is_first: bool) -> Option<u32> {
    let mut delta = delta.checked_div(if is_first { DAMP } else { 2 })?;
    delta = delta.checked_add(delta.checked_div(count)?)?;
    let mut k = 0_u32;
    while delta > (BASE - T_MIN) * T_MAX / 2 {
        delta = delta.checked_div(BASE - T_MIN)?;
        k = k.checked_add(BASE)?;
    }
    let more = (BASE - T_MIN + 1).checked_mul(delta)?.checked_div(delta.checked_add(SKEW)?)?;
    k.checked_add(more)
}

#[cfg(test)]
mod tests {
    use super::to_ascii;

    /// The samples of RFC 3492 §7.1, and names in use.
    #[test]
    fn labels_beyond_ascii_have_an_a_label() {
        for (name, ascii) in [
            ("bücher.example", "xn--bcher-kva.example"),
            ("BÜCHER.Example", "xn--bcher-kva.example"),
            ("pbx.köln.example", "pbx.xn--kln-sna.example"),
            ("café", "xn--caf-dma"),
            ("他们为什么不说中文", "xn--ihqwcrb4cv8a8dqg056pqjye"),
            ("почемужеонинеговорятпорусски", "xn--b1abfaaepdrnnbgefbadotcwatmq2g4l"),
            ("3年b組金八先生", "xn--3b-ww4c5e180e575a65lsy2b"),
            ("plain.example", "plain.example"),
        ] {
            let found = to_ascii(name).map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
            assert_eq!(found.as_deref(), Some(ascii));
        }
        assert_eq!(to_ascii(&"ü".repeat(64)), None);
    }
}
