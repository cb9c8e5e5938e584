//! Settings files.
//!
//! The laws: a file is kept byte for byte; writing what was read changes nothing; what is written is read again; other
//! lines stay; and messages are short.
//!
//! The first byte chooses the maker, the second and third the policy to write.
#![no_main]

use libfuzzer_sys::fuzz_target;
use trustslot::{
    Absent, Application, Maker, Overrides, PolicySet, SettingsText, Spelling, TrustSource,
};
use trustslot_fuzz::display::{SENTENCE, assert_fit};

fuzz_target!(|data: &[u8]| {
    let [maker, first, second, file @ ..] = data else { return };
    let maker = Maker::ALL[usize::from(maker % 5)];
    let text = SettingsText::parse(file.to_vec(), maker).expect("a file of this size");
    assert_eq!(text.as_bytes(), file);

    let reading = text.read(&PolicySet::FACTORY, Absent::IsDefault);
    for finding in &reading.findings {
        assert_fit(&finding.to_string(), SENTENCE);
        if let Some(remedy) = finding.remedy() {
            assert_fit(&remedy.to_string(), SENTENCE);
        }
    }
    let mut again = text.clone();
    let written = again.write(&reading.policies, Spelling::AsFound).expect("the same size");
    assert_eq!((again.as_bytes(), written.changed, written.added), (file, 0, 0));

    let set = policies(*first, *second);
    let spelling = Spelling::ALL[usize::from(first >> 6)];
    let mut changed = text.clone();
    let written = changed.write(&set, spelling).expect("a little larger");
    match maker {
        Maker::Yealink | Maker::Flyingvoice => {
            let lines = |bytes: &[u8]| {
                bytes.split(|byte| b"\n\r".contains(byte)).filter(|line| !line.is_empty()).count()
            };
            let expected = lines(file) + written.added;
            assert_eq!(lines(changed.as_bytes()), expected, "no line is lost");
        }
        // An empty tag gets an end of its own with its value.
        _ if file.windows(2).any(|pair| pair == b"/>") => {
            assert!(markups(changed.as_bytes()) >= markups(file), "no element is lost");
        }
        _ => assert_eq!(markups(changed.as_bytes()), markups(file), "no element is lost"),
    }
    if written.not_written.is_empty() {
        let read = changed.read(&PolicySet::FACTORY, Absent::IsDefault).policies;
        assert_eq!(read, set);
    }
});

/// How many tags, comments and instructions an XML file has: a value may contain line ends and other signs, which go with it.
/// In a section, a value may contain all that, and then none is counted.
fn markups(file: &[u8]) -> usize {
    let begins = |pair: &&[u8]| {
        let [b'<', next] = pair else { return false };
        next.is_ascii_alphabetic() || b"/?!_:".contains(next) || !next.is_ascii()
    };
    let has_section = file.windows(9).any(|window| window == b"<![CDATA[");
    if has_section { 0 } else { file.windows(2).filter(begins).count() }
}

fn policies(first: u8, second: u8) -> PolicySet {
    let of = |bits: u8| {
        let mut own = Overrides::NONE;
        own = if bits & 1 != 0 { own.with_accept_untrusted(bits & 2 != 0) } else { own };
        own = if bits & 4 != 0 { own.with_check_name(bits & 8 != 0) } else { own };
        let source = TrustSource::from_code(bits >> 4 & 3);
        source.map_or(own, |source| own.with_source(source))
    };
    let application = Application::ALL[usize::from(second >> 4) % 11];
    PolicySet::FACTORY.with_global(of(first)).with_application(application, of(second))
}
