//! Files of nothing but certificates, as nearly every program writes them.

use super::lines::{USUAL_BEGIN, USUAL_END};
use alloc::vec::Vec;
use memchr::memchr;

/// Where the END lines begin, if the file has at most `most` blocks and nothing else, with the lines that nearly every program
/// writes: the label CERTIFICATE, and LF after each line. Nothing else has to be looked for in such a file.
///
/// It only saves time, so builds without std, which are to be small, do not have it.
pub(crate) fn usual_ends(file: &[u8], most: usize) -> Option<Vec<u32>> {
    if !cfg!(feature = "std") {
        return None;
    }
    let mut ends = Vec::new();
    let mut rest = file;
    while !rest.is_empty() {
        let from_begin = rest;
        let after = from_begin.strip_prefix(USUAL_BEGIN)?;
        let (body, end) = after.split_at_checked(memchr(b'-', after)?)?;
        rest = end.strip_prefix(USUAL_END)?;
        if !body.ends_with(b"\n") || ends.len() >= most {
            return None;
        }
        if ends.len() == ends.capacity() {
            // The blocks that follow are about as long as this one.
            let block = from_begin.len().saturating_sub(rest.len());
            let more = rest.len().checked_div(block)?.saturating_add(1);
            ends.try_reserve_exact(more.min(most)).ok()?;
        }
        ends.push(u32::try_from(file.len().checked_sub(end.len())?).ok()?);
    }
    Some(ends)
}

#[cfg(test)]
mod tests {
    use super::super::Blocks;
    use super::super::boundary::begin_lines;
    use super::usual_ends;
    use alloc::string::String;
    use alloc::vec::Vec;
    use proptest::prelude::*;

    fn piece() -> impl Strategy<Value = &'static str> {
        let usual = prop_oneof![
            4 => Just("-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"),
            1 => Just("-----BEGIN CERTIFICATE-----\n\n-----END CERTIFICATE-----\n"),
            1 => Just("-----BEGIN CERTIFICATE-----\nno base64: \0\r\n-----END CERTIFICATE-----\n"),
        ];
        let other = prop::sample::select(Vec::from([
            "\n",
            " ",
            "remark\n",
            "-----BEGIN CERTIFICATE-----\nMIIB-\n-----END CERTIFICATE-----\n",
            "-----BEGIN CERTIFICATE-----\nMIIB-----END CERTIFICATE-----\n",
            "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n",
            "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----",
            "-----BEGIN CERTIFICATE-----\r\nMIIB\r\n-----END CERTIFICATE-----\r\n",
            "-----BEGIN X509 CRL-----\nMIIB\n-----END X509 CRL-----\n",
            "-----BEGIN CERTIFICATE-----\nMIIB\n-----END X509 CRL-----\n",
            "-----BEGIN CERTIFICATE-----\n",
            "-----END CERTIFICATE-----\n",
        ]));
        prop_oneof![8 => usual, 1 => other]
    }

    proptest! {
        #[test]
        fn usual_files_are_read_as_others_are(pieces in prop::collection::vec(piece(), 0..9)) {
            let file: String = pieces.concat();
            let file = file.as_bytes();
            let all: Result<Vec<_>, _> = Blocks::new(file).collect();
            let Some(ends) = usual_ends(file, 8) else { return Ok(()) };
            let all = all.expect("the blocks of a usual file");
            prop_assert_eq!(ends.len(), all.len());
            let labels: Vec<_> = begin_lines(file).map(|begin| begin.map(|begin| begin.label)).collect();
            prop_assert_eq!(labels, alloc::vec![Ok(&b"CERTIFICATE"[..]); all.len()]);
            let usual: Result<Vec<_>, _> = Blocks::of_usual(file, ends).collect();
            for (usual, block) in usual.expect("blocks").iter().zip(&all) {
                prop_assert_eq!(usual.label, block.label);
                prop_assert_eq!(usual.number, block.number);
                prop_assert_eq!((usual.begin, usual.line()), (block.begin, block.line()));
                prop_assert_eq!((usual.body, usual.body_at), (block.body, block.body_at));
            }
        }
    }

    #[test]
    fn only_usual_files_are_usual() {
        let block = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";
        let ends = |file: &str, most| usual_ends(file.as_bytes(), most);
        let found = cfg!(feature = "std").then(|| alloc::vec![33, 92]);
        assert_eq!(ends(&block.repeat(2), 2), found, "builds without std do not look");
        assert_eq!(ends(&block.repeat(3), 2), None, "more than the limit");
        for other in ["\n", "a", "-----BEGIN CERTIFICATE-----\nMIIB\n"] {
            assert_eq!(ends(&[block, other].concat(), 9), None, "{other}");
            assert_eq!(ends(&[other, block].concat(), 9), None, "{other}");
        }
    }
}
