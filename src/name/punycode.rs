//! A-labels of names in Unicode, to recognize a name that a certificate should have in that form.

use super::presented::Room;

/// The name with each label beyond ASCII in its A-label form (RFC 5890 §2.3.2.1), in lower case. `None` if a label or the
/// name is too long. The mapping of RFC 5895 is not applied, except for the case of letters: the result is for a hint only.
pub(super) fn to_ascii(name: impl Iterator<Item = char>, room: &mut Room) -> Option<&[u8]> {
    let mut output = Output { room, length: 0 };
    let mut label = Label { characters: ['\0'; MAX_LABEL], length: 0 };
    for character in name {
        match character {
            '.' => {
                output.label(label.as_slice()?)?;
                output.push('.')?;
                label.length = 0;
            }
            // The one letter that becomes two.
            'İ' => {
                label.push('i')?;
                label.push('\u{307}')?;
            }
            _ => label.push(lower_case(character))?,
        }
    }
    output.label(label.as_slice()?)?;
    let Output { room, length } = output;
    room.get(..length)
}

/// The lower case of a letter of the alphabets that domain names are written in: Latin, Greek, Cyrillic and Armenian. The table
/// of all letters in core takes 12 KB of a firmware.
fn lower_case(character: char) -> char {
    let code = u32::from(character);
    let distance = match code {
        // ASCII, Latin-1, Greek and Cyrillic have each alphabet once in upper case and once in lower case.
        0x41..=0x5a | 0xc0..=0xd6 | 0xd8..=0xde | 0x391..=0x3a1 | 0x3a3..=0x3ab | 0x410..=0x42f => {
            0x20
        }
        0x386 => 0x26,
        0x388..=0x38a => 0x25,
        0x38c => 0x40,
        0x38e..=0x38f => 0x3f,
        0x400..=0x40f => 0x50,
        0x4c0 => 0xf,
        0x531..=0x556 => 0x30,
        // Letters with other marks come in pairs, of which most begin with an even number.
        0x100..=0x12f
        | 0x132..=0x137
        | 0x14a..=0x177
        | 0x460..=0x481
        | 0x48a..=0x4bf
        | 0x4d0..=0x52f
        | 0x1e00..=0x1e95
        | 0x1ea0..=0x1eff => !code & 1,
        0x139..=0x148 | 0x179..=0x17e | 0x4c1..=0x4ce => code & 1,
        // The lower case of Ÿ is in Latin-1.
        0x178 => return 'ÿ',
        _ => 0,
    };
    char::from_u32(code.wrapping_add(distance)).unwrap_or(character)
}

/// The longest label (RFC 1035 §2.3.4). An A-label has at least one byte for each character of the label that it encodes, so
/// this bounds both.
const MAX_LABEL: usize = 63;

struct Label {
    characters: [char; MAX_LABEL],
    length: usize,
}

impl Label {
    fn as_slice(&self) -> Option<&[char]> {
        self.characters.get(..self.length)
    }

    fn push(&mut self, character: char) -> Option<()> {
        *self.characters.get_mut(self.length)? = character;
        self.length = self.length.checked_add(1)?;
        Some(())
    }
}

struct Output<'r> {
    room: &'r mut Room,
    length: usize,
}

impl Output<'_> {
    /// An ASCII character.
    fn push(&mut self, character: char) -> Option<()> {
        *self.room.get_mut(self.length)? = u8::try_from(character).ok()?;
        self.length = self.length.checked_add(1)?;
        Some(())
    }

    fn label(&mut self, label: &[char]) -> Option<()> {
        let start = self.length;
        if label.iter().all(char::is_ascii) {
            return label.iter().try_for_each(|character| self.push(*character));
        }
        "xn--".chars().try_for_each(|character| self.push(character))?;
        encode(label, self, start.checked_add(MAX_LABEL)?)
    }
}

// RFC 3492 §5.
const BASE: u32 = 36;
const T_MIN: u32 = 1;
const T_MAX: u32 = 26;
const SKEW: u32 = 38;
const DAMP: u32 = 700;
const INITIAL_BIAS: u32 = 72;
const INITIAL_N: u32 = 128;

/// Appends the encoded label (RFC 3492 §6.3). `None` as soon as the output is longer than `limit`, so a label takes at most
/// as many rounds as an A-label has bytes.
fn encode(label: &[char], output: &mut Output<'_>, limit: usize) -> Option<()> {
    let basic = label.iter().filter(|character| character.is_ascii());
    let mut handled = 0_u32;
    for character in basic {
        output.push(*character)?;
        handled = handled.checked_add(1)?;
    }
    let basic = handled;
    if basic > 0 {
        output.push('-')?;
    }
    let (mut n, mut delta, mut bias) = (INITIAL_N, 0_u32, INITIAL_BIAS);
    let codes = || label.iter().copied().map(u32::from);
    while usize::try_from(handled).ok()? < label.len() && output.length <= limit {
        let next = codes().filter(|code| *code >= n).min()?;
        delta = delta.checked_add(next.checked_sub(n)?.checked_mul(handled.checked_add(1)?)?)?;
        n = next;
        for code in codes() {
            if code < n {
                delta = delta.checked_add(1)?;
            }
            if code == n {
                push_number(output, delta, bias)?;
                bias = adapt(delta, handled.checked_add(1)?, handled == basic)?;
                delta = 0;
                handled = handled.checked_add(1)?;
            }
        }
        delta = delta.checked_add(1)?;
        n = n.checked_add(1)?;
    }
    (output.length <= limit).then_some(())
}

/// One number of variable length (RFC 3492 §3.3).
fn push_number(output: &mut Output<'_>, mut number: u32, bias: u32) -> Option<()> {
    let mut k = BASE;
    loop {
        let threshold = k.saturating_sub(bias).clamp(T_MIN, T_MAX);
        if number < threshold {
            return output.push(digit(number)?);
        }
        let rest = number.checked_sub(threshold)?;
        let radix = BASE.checked_sub(threshold)?;
        output.push(digit(threshold.checked_add(rest.checked_rem(radix)?)?)?)?;
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
    use super::{lower_case, to_ascii};

    /// Latin, Greek, Cyrillic and Armenian; not the letters of phonetic and historic alphabets.
    #[test]
    fn letters_of_domain_names_have_the_lower_case_of_unicode() {
        let others = |code: &u32| matches!(code, 0x130 | 0x180..=0x24f | 0x370..=0x37f | 0x3cf..=0x3ff | 0x1e9e);
        let codes = (0..0x590).chain(0x1e00..0x1f00).filter(|code| !others(code));
        for character in codes.filter_map(char::from_u32) {
            assert!(character.to_lowercase().eq([lower_case(character)]), "{character:?}");
        }
    }

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
            let mut room = [0; 256];
            let found = to_ascii(name.chars(), &mut room).map(String::from_utf8_lossy);
            assert_eq!(found.as_deref(), Some(ascii));
        }
    }

    #[test]
    fn labels_and_names_that_are_too_long_have_none() {
        for (name, bytes, why) in [
            ("ü".repeat(57), Some(63), "the longest A-label"),
            ("ü".repeat(58), None, "an A-label of 64 bytes"),
            ("a".repeat(63), Some(63), "the longest label"),
            ("a".repeat(64), None, "a label of 64 letters"),
            ("İ".repeat(40), None, "letters that become two in lower case"),
            ("a.".repeat(128), Some(256), "as many bytes as there is room for"),
            ("a.".repeat(129), None, "more"),
        ] {
            let mut room = [0; 256];
            assert_eq!(to_ascii(name.chars(), &mut room).map(<[u8]>::len), bytes, "{why}");
        }
    }
}
