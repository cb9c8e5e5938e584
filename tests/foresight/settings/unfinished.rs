//! XML files that are not well-formed, and the forms of one element: what is read, and what is reported.

use super::*;

/// The faults and lines, and the source of the CAs.
fn found(text: &str) -> (Vec<(Fault, Option<u32>)>, Option<TrustSource>) {
    let reading = read(text, Grandstream);
    let faults = reading.findings.iter().map(|each| (each.fault(), each.line())).collect();
    (faults, reading.policies.global().source())
}

#[test]
fn a_part_of_an_xml_file_without_an_end_is_reported_and_hides_nothing_in_silence() {
    const ALL: &str = "<P8502>All</P8502>";
    let end = |line| (Fault::Unfinished, Some(line));
    let all = Some(TrustSource::All);
    for (text, faults, source, why) in [
        (format!("<a>\n<!-- x\n{ALL}</a>"), vec![end(2)], None, "a comment hides the rest"),
        (format!("{ALL}\n<!-- x"), vec![end(2)], all, "a comment, and nothing after it"),
        (
            format!("<!-- x\n<P8502>Custom</P8502>\n<!-- y -->\n{ALL}"),
            vec![end(1)],
            all,
            "a comment that ends with another one",
        ),
        (format!("{ALL}\n<!-- x -- >\n"), vec![end(2)], all, "a comment with a wrong end"),
        (format!("<P1><![CDATA[x</P1>\n{ALL}"), vec![end(1)], None, "a section hides the rest"),
        (format!("{ALL}\n<P1"), vec![end(2)], all, "a tag at the end of the file"),
        (format!("<P1\n{ALL}"), vec![end(1)], all, "a tag before another"),
        (format!("<P1>x</P1\n{ALL}"), vec![end(1)], all, "an end tag"),
        (format!("<P1 para=\"x>No</P1>\n{ALL}"), vec![], all, "a quotation mark is no attribute"),
        (format!("<?xml version=\"1.0\"\n{ALL}"), vec![end(1)], all, "an instruction"),
        (format!("<P1>x\n{ALL}"), vec![end(1)], all, "an element at the end of the file"),
        (format!("<a><P1>x\n{ALL}</a>"), vec![end(1)], all, "an element within another"),
        ("<a>\n<P8502>All</a>".into(), vec![end(2)], None, "the setting itself"),
        ("<a>\n<P8502>All".into(), vec![end(1), end(2)], None, "up to the end"),
        (
            format!("<a><item name=\"x\">\n</a><b>{ALL}</b>"),
            vec![end(1)],
            all,
            "an item, whose name is part of no other key",
        ),
        (
            "<a><item name=\"x\"></a>\n<item name=\"trustedCACertificates\"><part name=\"load\">All</part></item>"
                .into(),
            vec![end(1)],
            all,
            "an item, before another item",
        ),
        (format!("<a>x</b>\n{ALL}</a>"), vec![end(1)], all, "the end of another element"),
        (format!("</b>\n{ALL}"), vec![end(1)], all, "an end without a beginning"),
        (format!("<P1>a < b</P1>\n{ALL}"), vec![], all, "a sign that begins no tag"),
        (format!("<P1>a <= b, 1<2</P1>\n{ALL}"), vec![], all, "signs that begin no tag"),
        (format!("<P1 a=b name=\"x\">1</P1>{ALL}"), vec![], all, "an attribute without marks"),
        (
            "<item id=1 name=\"trustedCACertificates\"><part name=\"load\">All</part></item>".into(),
            vec![],
            all,
            "a name after an attribute without marks",
        ),
    ] {
        assert_eq!(found(&text), (faults, source), "{why}: {text}");
        assert_eq!(parse(&text, Grandstream).as_bytes(), text.as_bytes(), "{why}");
    }
    let said = |text: &str| read(text, Grandstream).findings[0].clone();
    let (comment, element) = (said("<a>\n<!-- <P8463>No</P8463>"), said("<a>"));
    assert_eq!(
        format!("{comment}; {}", comment.remedy().unwrap()),
        "line 2: \"<!--\" has no end, so it and what follows may set nothing; end it with \"-->\""
    );
    assert_eq!(
        format!("{element}; {}", element.remedy().unwrap()),
        "line 1: \"<a>\" has no end, so it and what follows may set nothing; end it with \"</a>\""
    );
    let reading = read("</b>", Grandstream);
    let end = &reading.findings[0];
    assert_eq!(
        format!("{end}; {}", end.remedy().unwrap()),
        "line 1: \"</b>\" has no beginning, so what follows may set nothing; remove it"
    );
    // What may be a part of a password is not shown.
    for text in [
        "<P1>x<hunter2secret</P1>",
        "<P1>x<hunter2secret>",
        "<P1>x</hunter2secret></P1>",
        "<P1>x</hunter2secret",
        "<P1 a=\"hunter2secret",
        "<P1=hunter2secret <P2>x</P2>",
        "<P1>1 < 2<hunter2secret</P1>",
    ] {
        let reading = read(text, Grandstream);
        assert!(!reading.findings.is_empty(), "{text}");
        let all: Vec<_> = reading.findings.iter().map(ToString::to_string).collect();
        assert!(!format!("{all:?} {reading:?}").contains(SECRET), "{text}: {all:?}");
    }
    // As many as of unknown keys.
    let reading = read(&"</P1>\n".repeat(100_000), Grandstream);
    assert!((reading.findings.len(), reading.omitted) == (200, 99_800), "{}", reading.omitted);
}

#[test]
fn deep_nesting_is_reported_and_ends_where_the_elements_end() {
    let nested = |depth: usize| {
        let (open, close) = ("<a>".repeat(depth), "</a>".repeat(depth));
        format!("{open}<P8502>All</P8502>{close}\n<P8463>Yes</P8463>")
    };
    assert_eq!(found(&nested(31)), (vec![], Some(TrustSource::All)));
    let reading = read(&nested(32), Grandstream);
    let faults: Vec<_> = reading.findings.iter().map(|each| (each.fault(), each.line())).collect();
    assert_eq!(faults, [(Fault::TooDeep, Some(1))], "one finding for the file");
    let global = reading.policies.global();
    assert_eq!((global.source(), global.accept_untrusted()), (None, Some(false)), "what follows");
}

#[test]
fn forms_of_one_element_have_one_meaning() {
    let all = Some(TrustSource::All);
    for (text, faults, source, why) in [
        ("<P8502>All</P8502>", vec![], all, "plain"),
        ("\u{feff}<P8502>All</P8502>", vec![], all, "after a byte-order mark"),
        ("<P8502>\r\n\tAll\r\n</P8502>", vec![], all, "on lines of its own"),
        ("<P8502>&#65;ll</P8502>", vec![], all, "a decimal reference"),
        ("<P8502>A&#x6c;&#x6C;</P8502>", vec![], all, "hexadecimal references"),
        ("<P8502><![CDATA[All]]></P8502>", vec![], all, "a section"),
        (
            "<P8502><![CDATA[&#65;ll]]></P8502>",
            vec![Fault::UnknownValue],
            None,
            "a section has no references",
        ),
        ("<P8502>&all;</P8502>", vec![Fault::UnknownValue], None, "an unknown reference"),
        ("<P8502>&#1114112;ll</P8502>", vec![Fault::UnknownValue], None, "no character"),
        (
            "<!DOCTYPE a [ <!ENTITY b \"<P8502>Custom</P8502>\"> ]><P8502>All</P8502>",
            vec![],
            all,
            "after a document type with an entity",
        ),
        (
            "<gs:P8502 xmlns:gs=\"x\">All</gs:P8502>",
            vec![Fault::UnknownKey],
            None,
            "a namespace in front",
        ),
        ("<p8502>All</p8502>", vec![Fault::UnknownKey], None, "lower case"),
        ("<P8502/>", vec![], None, "an empty tag"),
        ("<P8502></P8502>", vec![], None, "an empty element"),
        ("<P8502>All</P8502><P8502/>", vec![Fault::TwoValues], None, "an empty tag takes it back"),
        ("<P8502 value=\"All\"/>", vec![Fault::NotSet], None, "a value in an attribute"),
        ("<P8502 value=\"All\"></P8502>", vec![Fault::NotSet], None, "the same, long"),
        ("<P8502 para=\"x\"/>", vec![], None, "the attribute that Htek has"),
    ] {
        let reading = read(text, Grandstream);
        let found: Vec<_> = reading.findings.iter().map(trustslot::LineFinding::fault).collect();
        assert_eq!((found, reading.policies.global().source()), (faults, source), "{why}: {text}");
    }
    // An empty tag is written as an element; its attributes stay.
    let mut text = parse("<a>\n<P8502 para=\"x\"/>\n</a>", Grandstream);
    let set = PolicySet::FACTORY.with_global(Overrides::NONE.with_source(TrustSource::Custom));
    let written = text.write(&set, Spelling::AsFound).unwrap();
    assert_eq!((written.changed, written.not_written.len()), (1, 0));
    assert_eq!(text.as_bytes(), b"<a>\n<P8502 para=\"x\">Custom</P8502>\n</a>");
    assert_eq!(text.read(&PolicySet::FACTORY, Absent::IsDefault).policies, set);
}
