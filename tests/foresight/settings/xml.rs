//! The reader of XML files, held against quick-xml: on every well-formed file, both find the same settings.

use super::*;
use proptest::prelude::*;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// A part of a file.
#[derive(Clone, Debug)]
enum Node {
    /// An element with its tag, its attribute `name`, another attribute, and what is inside.
    Element(&'static str, Option<&'static str>, &'static str, Vec<Node>),
    Text(&'static str),
    Comment(&'static str),
    Section(&'static str),
    Empty(&'static str),
    Instruction,
}

fn node() -> impl Strategy<Value = Node> {
    let text =
        || proptest::sample::select(vec!["Yes", "No", " No ", "\n  Yes\n", "1", "", "Custom", "ü"]);
    let comment = proptest::sample::select(vec!["", " <P8463>No</P8463> ", "a > b", "<", "=\"'"]);
    let section = proptest::sample::select(vec!["No", " Yes ", "", "<P8463>No</P8463>", "a > b"]);
    let leaf = prop_oneof![
        4 => text().prop_map(Node::Text),
        1 => comment.prop_map(Node::Comment),
        1 => section.prop_map(Node::Section),
        1 => proptest::sample::select(vec!["P8463", "P1"]).prop_map(Node::Empty),
        1 => Just(Node::Instruction),
    ];
    leaf.prop_recursive(4, 24, 4, |inside| {
        let tags = vec!["P8463", "P2311", "P8502", "P1", "item", "part", "config"];
        let names = vec![
            None,
            Some("security.validate"),
            Some("serverCertificate"),
            Some("security.validate.serverCertificate"),
            Some("sip.validate.domainCertificates"),
            Some("other"),
        ];
        let others = vec![
            "",
            " a='b'",
            " a = \"x\" b='y'",
            "\n\tlong=\"a b\"",
            " a=\"b>c\"",
            " a='</P1>'",
            " p=\"'\"",
        ];
        (
            proptest::sample::select(tags),
            proptest::sample::select(names),
            proptest::sample::select(others),
            proptest::collection::vec(inside, 0..4),
        )
            .prop_map(|(tag, name, other, inside)| Node::Element(tag, name, other, inside))
    })
}

fn written(node: &Node, text: &mut String) {
    match node {
        Node::Element(tag, name, other, inside) => {
            let name = name.map(|name| format!(" name=\"{name}\"")).unwrap_or_default();
            text.push_str(&format!("<{tag}{other}{name}>"));
            for node in inside {
                written(node, text);
            }
            text.push_str(&format!("</{tag}>\n"));
        }
        Node::Text(words) => text.push_str(words),
        Node::Comment(words) => text.push_str(&format!("<!--{words}-->")),
        Node::Section(words) => text.push_str(&format!("<![CDATA[{words}]]>")),
        Node::Empty(tag) => text.push_str(&format!("<{tag} a=\"b\"/>")),
        Node::Instruction => text.push_str("<?app a=\"b\"?>"),
    }
}

/// The elements that have text and nothing else, in order: their key, and the text without blanks around it.
fn settings(text: &str) -> Vec<(String, String)> {
    let mut reader = Reader::from_str(text);
    let mut open: Vec<(String, Option<String>)> = Vec::new();
    // The text of the innermost element, while nothing else has come; and whether it is a section.
    let mut content: Option<String> = None;
    let mut has_section = false;
    let mut found = Vec::new();
    let of = |start: &BytesStart<'_>| {
        let tag = start.name().as_ref().to_owned();
        let name = start.try_get_attribute("name").unwrap();
        (tag, name.map(|name| name.value.to_string()))
    };
    loop {
        match reader.read_event().unwrap() {
            Event::Start(start) => {
                open.push(of(&start));
                content = Some(String::new());
                has_section = false;
            }
            Event::CData(words) => match &mut content {
                // One section is the value; with text beside it, or another one, it is none.
                Some(text) if text.trim().is_empty() && !has_section => {
                    *text = words.to_string();
                    has_section = true;
                }
                _ => content = None,
            },
            Event::Text(words) => {
                if has_section && !words.trim().is_empty() {
                    content = None;
                } else if let (Some(content), false) = (&mut content, has_section) {
                    content.push_str(&words);
                }
            }
            Event::End(_) => {
                let (tag, name) = open.last().unwrap();
                if let Some(content) = content.take() {
                    let names = open.iter().filter_map(|(_, name)| name.clone());
                    let key = if name.is_some() {
                        names.collect::<Vec<_>>().join(".")
                    } else {
                        tag.clone()
                    };
                    found.push((key, content.trim().to_owned()));
                }
                open.pop();
            }
            Event::Empty(start) => {
                let (tag, name) = of(&start);
                let names = open.iter().filter_map(|(_, name)| name.clone()).chain(name.clone());
                let key = if name.is_some() { names.collect::<Vec<_>>().join(".") } else { tag };
                found.push((key, String::new()));
                content = None;
            }
            Event::Eof => return found,
            _ => content = None,
        }
    }
}

/// The policies of these settings: a short copy of the table.
fn expected(found: &[(String, String)]) -> PolicySet {
    let (mut global, mut sip) = (Overrides::NONE, Overrides::NONE);
    // An empty element takes the value back.
    let word = |value: &str| match value {
        "Yes" => Some(Some(true)),
        "No" => Some(Some(false)),
        "" => Some(None),
        _ => None,
    };
    let mut settled: std::collections::BTreeMap<&str, Option<bool>> =
        std::collections::BTreeMap::new();
    let mut source = None;
    for (key, value) in found {
        let setting = match key.as_str() {
            "P8463" | "security.validate.serverCertificate" => "accept",
            "P2311" | "sip.validate.domainCertificates" => "name",
            "P8502" => {
                match value.as_str() {
                    "Custom" => source = Some(TrustSource::Custom),
                    "" => source = None,
                    _ => {}
                }
                continue;
            }
            _ => continue,
        };
        if let Some(value) = word(value) {
            settled.insert(setting, value);
        }
    }
    if let Some(Some(only_trusted)) = settled.get("accept") {
        global = global.with_accept_untrusted(!only_trusted);
    }
    if let Some(source) = source {
        global = global.with_source(source);
    }
    if let Some(Some(checks)) = settled.get("name") {
        sip = sip.with_check_name(*checks);
    }
    PolicySet::new(Policy::STRICT).with_global(global).with_application(Application::Sip, sip)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn well_formed_files_are_read_as_quick_xml_reads_them(nodes in proptest::collection::vec(node(), 1..5)) {
        let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<gs_provision version=\"1\">");
        for node in &nodes {
            written(node, &mut text);
        }
        text.push_str("</gs_provision>\n");
        let found = settings(&text);
        prop_assert_eq!(read(&text, Grandstream).policies, expected(&found), "{}", text);
    }
}
