//! IP addresses as text, read and written as core does. core's own code takes 3.6 KB of a firmware, and this takes 1.

use core::fmt;
use core::net::{IpAddr, Ipv6Addr};

/// The address with this text: four decimal numbers, or groups of hexadecimal digits (RFC 4291 §2.2).
pub(crate) fn read(text: &[u8]) -> Option<IpAddr> {
    let v4 = read_v4(text).map(IpAddr::from);
    v4.or_else(|| read_v6(text).map(IpAddr::V6))
}

fn read_v4(text: &[u8]) -> Option<[u8; 4]> {
    let mut numbers = text.split(|byte| *byte == b'.');
    let mut octets = [0; 4];
    for octet in &mut octets {
        *octet = decimal(numbers.next()?)?;
    }
    numbers.next().is_none().then_some(octets)
}

/// A number up to 255. A zero before other digits is refused: some programs read such numbers as octal ones.
fn decimal(digits: &[u8]) -> Option<u8> {
    if digits.is_empty() || (digits.len() > 1 && digits.first() == Some(&b'0')) {
        return None;
    }
    digits.iter().try_fold(0_u8, |number, digit| {
        let digit = char::from(*digit).to_digit(10)?;
        number.checked_mul(10)?.checked_add(u8::try_from(digit).ok()?)
    })
}

/// The address of version 6 with this text.
pub(crate) fn read_v6(text: &[u8]) -> Option<Ipv6Addr> {
    let gap = text.windows(2).position(|pair| pair == b"::");
    let (before, after) = match gap {
        Some(gap) => (text.get(..gap)?, text.get(gap.saturating_add(2)..)),
        None => (text, None),
    };
    let mut all = [0; 8];
    let first = groups(before, after.is_none(), &mut all)?;
    let mut last = [0; 8];
    let count = groups(after.unwrap_or_default(), true, &mut last)?;
    // `::` stands for one group at least.
    let is_complete = if after.is_some() { first.saturating_add(count) < 8 } else { first == 8 };
    let place = 8_usize.saturating_sub(count);
    for (group, value) in all.iter_mut().skip(place).zip(last) {
        *group = value;
    }
    is_complete.then(|| Ipv6Addr::from(all))
}

/// Reads groups with a colon between two of them, and returns how many there are. The last one may be an IPv4 address, which is two.
fn groups(text: &[u8], may_end_in_v4: bool, into: &mut [u16; 8]) -> Option<usize> {
    let mut count = 0_usize;
    if text.is_empty() {
        return Some(count);
    }
    let mut parts = text.split(|byte| *byte == b':');
    while let Some(part) = parts.next() {
        let [a, b, c, d] = match read_v4(part) {
            Some(v4) if may_end_in_v4 && parts.next().is_none() => v4,
            Some(_) => return None,
            None => {
                *into.get_mut(count)? = hexadecimal(part)?;
                count = count.saturating_add(1);
                continue;
            }
        };
        for value in [[a, b], [c, d]] {
            *into.get_mut(count)? = u16::from_be_bytes(value);
            count = count.saturating_add(1);
        }
    }
    Some(count)
}

/// A group: one to four digits.
fn hexadecimal(digits: &[u8]) -> Option<u16> {
    if digits.is_empty() || digits.len() > 4 {
        return None;
    }
    digits.iter().try_fold(0_u16, |number, digit| {
        let digit = char::from(*digit).to_digit(16)?;
        number.checked_mul(16)?.checked_add(u16::try_from(digit).ok()?)
    })
}

/// An address as text: `192.0.2.7`, `2001:db8::7` (RFC 5952).
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shown(pub(crate) IpAddr);

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = Text::default();
        match self.0 {
            IpAddr::V4(v4) => text.push_v4(v4.octets()),
            IpAddr::V6(v6) => text.push_v6(v6),
        }
        f.pad(text.as_str())
    }
}

/// The most bytes of an address: eight groups of four digits, and seven colons.
const LONGEST: usize = 39;

#[derive(Default)]
struct Text(arrayvec::ArrayVec<u8, LONGEST>);

impl Text {
    fn as_str(&self) -> &str {
        core::str::from_utf8(&self.0).unwrap_or_default()
    }

    fn push(&mut self, byte: u8) {
        // There is always room.
        let _ = self.0.try_push(byte);
    }

    fn push_v4(&mut self, octets: [u8; 4]) {
        for (index, octet) in octets.into_iter().enumerate() {
            if index > 0 {
                self.push(b'.');
            }
            self.push_decimal(octet);
        }
    }

    fn push_v6(&mut self, address: Ipv6Addr) {
        if let Some(v4) = address.to_ipv4_mapped() {
            for byte in b"::ffff:" {
                self.push(*byte);
            }
            return self.push_v4(v4.octets());
        }
        let groups = address.segments();
        let (start, end) = zeros(groups);
        for (index, group) in groups.into_iter().enumerate() {
            if index == start && end > start {
                self.push(b':');
            }
            if (start..end).contains(&index) {
                if index == 7 {
                    self.push(b':');
                }
                continue;
            }
            if index > 0 {
                self.push(b':');
            }
            self.push_hexadecimal(group);
        }
    }

    fn push_decimal(&mut self, octet: u8) {
        if octet >= 100 {
            self.push_digit(octet / 100);
        }
        if octet >= 10 {
            self.push_digit(octet / 10 % 10);
        }
        self.push_digit(octet % 10);
    }

    fn push_hexadecimal(&mut self, group: u16) {
        let [high, low] = group.to_be_bytes();
        let digits = [high >> 4, high & 15, low >> 4, low & 15];
        let zeros = digits.iter().take(3).take_while(|digit| **digit == 0).count();
        for digit in digits.into_iter().skip(zeros) {
            self.push_digit(digit);
        }
    }

    fn push_digit(&mut self, digit: u8) {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        self.push(DIGITS.get(usize::from(digit)).copied().unwrap_or_default());
    }
}

/// The first of the longest runs of two or more groups that are zero: where it starts and ends.
fn zeros(groups: [u16; 8]) -> (usize, usize) {
    let (mut longest, mut start, mut most) = ((0, 0), 0_usize, 1_usize);
    for (end, group) in (1_usize..).zip(groups) {
        if group != 0 {
            start = end;
        } else if end.saturating_sub(start) > most {
            (longest, most) = ((start, end), end.saturating_sub(start));
        }
    }
    longest
}

#[cfg(test)]
mod tests {
    use super::{Shown, read, read_v6};
    use alloc::format;
    use alloc::string::{String, ToString as _};
    use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};

    #[track_caller]
    fn assert_as_core(text: &str) {
        assert_eq!(read(text.as_bytes()), text.parse::<IpAddr>().ok(), "{text:?}");
        assert_eq!(read_v6(text.as_bytes()), text.parse::<Ipv6Addr>().ok(), "{text:?}");
    }

    /// The digits of a number in a base, the lowest first.
    fn digits(number: usize, base: usize, count: u32) -> impl Iterator<Item = usize> {
        (0..count).map(move |at| number.div_euclid(base.pow(at)).rem_euclid(base))
    }

    #[test]
    fn texts_are_read_as_core_reads_them() {
        let rows = [
            "",
            "1.2.3.4",
            "01.2.3.4",
            "1.2.3.4.5",
            "1.2.3",
            "1.2.3.",
            ".1.2.3",
            "256.1.1.1",
            "255.255.255.255",
            "0.0.0.0",
            "+1.2.3.4",
            "1..2.3",
            "1.2.3.4 ",
            "1000.2.3.4",
            "1.2.3.4:",
            "::",
            ":::",
            ":",
            "1::",
            "::1",
            "1:",
            ":1",
            "1:2:3:4:5:6:7:8",
            "1:2:3:4:5:6:7:8:9",
            "1:2:3:4:5:6:7::",
            "::2:3:4:5:6:7:8",
            "1:2:3:4:5:6:7:8::",
            "::1:2:3:4:5:6:7:8",
            "1:2:3:4::5:6:7:8",
            "1:2:3::5:6:7:8",
            "1::2::3",
            "12345::",
            "::g",
            "::+1",
            "::FfFf",
            "00001::",
            "::1.2.3.4",
            "::1.2.3.4:5",
            "1.2.3.4::",
            "::ffff:1.2.3.4",
            "1:2:3:4:5:6:1.2.3.4",
            "1:2:3:4:5:6:7:1.2.3.4",
            "1:2:3:4:5::1.2.3.4",
            "1:2:3:4:5:6::1.2.3.4",
            "::1.2.3",
            "::01.2.3.4",
            "[::1]",
            "::1%0",
            "1:2:3:4:5:6:1.2.3.4::",
        ];
        for text in rows {
            assert_as_core(text);
        }
        // Every text of up to six of these characters.
        let letters = [':', '.', '0', '1', '9', 'f', 'G'];
        for length in 1..=6 {
            for number in 0..7_usize.pow(length) {
                let text: String = digits(number, 7, length).map(|at| letters[at]).collect();
                assert_as_core(&text);
            }
        }
    }

    #[test]
    fn addresses_are_shown_as_core_shows_them() {
        let assert_shown = |address: IpAddr| {
            let shown = Shown(address).to_string();
            assert_eq!(shown, address.to_string());
            assert_eq!(format!("{:>50}", Shown(address)), format!("{address:>50}"));
            assert_eq!(read(shown.as_bytes()), Some(address));
        };
        for number in 0..=u8::MAX {
            assert_shown(Ipv4Addr::new(number, 0, 255, number / 7).into());
        }
        // Each group is nothing, or a number with one to four digits.
        for pattern in 0..5_usize.pow(8) {
            let mut groups = [0; 8];
            for (group, at) in groups.iter_mut().zip(digits(pattern, 5, 8)) {
                *group = [0, 0xa, 0x10, 0xfff, 0xffff][at];
            }
            assert_shown(Ipv6Addr::from(groups).into());
        }
        for mapped in ["::ffff:192.0.2.7", "::192.0.2.7", "::ffff:0:1", "::fffe:1:2"] {
            assert_shown(mapped.parse().unwrap());
        }
    }
}
