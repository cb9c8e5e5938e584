//! Every function is declared in the header, with its types and the names of its parameters, and no other is.

use super::{bare_header, sources, squeezed};
use std::collections::BTreeMap;

/// Name of the function; its parameters as C declares them; its result.
type Functions = BTreeMap<String, (Vec<String>, String)>;

#[test]
fn header_declares_the_functions_of_the_library() {
    let (declared, defined) = (declared(), defined());
    let names = |functions: &Functions| functions.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&declared), names(&defined));
    assert!(defined.len() > 80, "{} functions", defined.len());
    for (name, signature) in &defined {
        assert_eq!(&declared[name], signature, "{name}");
    }
}

/// The functions of the header.
fn declared() -> Functions {
    let header = bare_header();
    let code: Vec<&str> = header.lines().filter(|line| !line.starts_with('#')).collect();
    let code = squeezed(&code.join(" "));
    code.split(';')
        .filter(|statement| !statement.contains("typedef") && statement.contains('('))
        .map(|statement| {
            let (before, parameters) = statement.split_once('(').unwrap();
            let parameters = parameters.rsplit_once(')').unwrap().0;
            let (result, name) = before.trim().rsplit_once([' ', '*']).unwrap();
            // The first function follows the brace of `extern "C"`.
            let result = result.rsplit('{').next().unwrap().trim().to_owned();
            let parameters = match parameters {
                "void" => Vec::new(),
                parameters => parameters.split(',').map(|each| each.trim().to_owned()).collect(),
            };
            (name.to_owned(), (parameters, result))
        })
        .collect()
}

/// The functions of `src/capi`, as C would declare them.
fn defined() -> Functions {
    let mut functions = Functions::new();
    for (_, text) in sources("src/capi") {
        let text = squeezed(&text);
        for definition in text.split(" fn trustslot_").skip(1) {
            let (name, rest) = definition.split_once('(').unwrap();
            let end = end_of_parameters(rest);
            let (parameters, rest) = rest.split_at(end);
            let result = rest[1..].split_once('{').unwrap().0.trim();
            let result = match result.strip_prefix("-> ") {
                None => "trustslot_status".to_owned(),
                Some("()") => "void".to_owned(),
                Some(result) => c_type(result),
            };
            let parameters = split(parameters).into_iter().map(|parameter| {
                let (name, kind) = parameter.split_once(": ").unwrap();
                // In Rust, these names are taken.
                let name = match name {
                    "which_text" => "which",
                    "spelled" => "text",
                    name => name,
                };
                declaration(name, &c_type(kind))
            });
            functions.insert(format!("trustslot_{name}"), (parameters.collect(), result));
        }
    }
    functions
}

fn end_of_parameters(text: &str) -> usize {
    let mut depth = 0;
    text.find(|character| {
        match character {
            '(' => depth += 1,
            ')' if depth == 0 => return true,
            ')' => depth -= 1,
            _ => {}
        }
        false
    })
    .unwrap()
}

/// The parameters of a list: a comma within angle brackets separates none.
fn split(list: &str) -> Vec<String> {
    let mut parameters = vec![String::new()];
    let mut depth = 0;
    for character in list.chars() {
        match character {
            '<' => depth += 1,
            '>' => depth -= 1,
            _ => {}
        }
        if character == ',' && depth == 0 {
            parameters.push(String::new());
        } else {
            parameters.last_mut().unwrap().push(character);
        }
    }
    let parameters = parameters.iter().map(|each| each.trim().to_owned());
    parameters.filter(|each| !each.is_empty()).collect()
}

fn declaration(name: &str, kind: &str) -> String {
    if let Some((element, length)) = kind.split_once('[') {
        format!("{element}{name}[{length}")
    } else if kind.ends_with('*') {
        format!("{kind}{name}")
    } else {
        format!("{kind} {name}")
    }
}

/// The type in C of a parameter or a result in Rust.
fn c_type(rust: &str) -> String {
    let inside = |prefix: &str| rust.strip_prefix(prefix).and_then(|rest| rest.strip_suffix('>'));
    let array = |kind: &str| {
        let length = kind.strip_prefix("[u8; ")?.strip_suffix(']')?;
        Some(format!("uint8_t [{length}]"))
    };
    let pointer = |kind: &str| match kind.strip_prefix("Handle<").and_then(|k| k.strip_suffix('>'))
    {
        Some(handle) => format!("{} **", value(handle)),
        None => array(kind).unwrap_or_else(|| format!("{} *", value(kind))),
    };
    if let Some(kind) = inside("In<'_, ") {
        format!("const {}", pointer(kind))
    } else if let Some(kind) = inside("InOut<'_, ").or_else(|| inside("Out<'_, ")) {
        pointer(kind)
    } else if let Some(kind) = inside("Handle<") {
        format!("{} *", value(kind))
    } else if let Some(kind) = rust.strip_prefix("*const ") {
        format!("const {} *", value(kind))
    } else if let Some(kind) = rust.strip_prefix("*mut ") {
        format!("{} *", value(kind))
    } else {
        value(rust)
    }
}

/// The name in C of a type.
fn value(rust: &str) -> String {
    match rust {
        "u8" => "uint8_t",
        "u32" => "uint32_t",
        "u64" => "uint64_t",
        "usize" => "size_t",
        "c_char" => "char",
        "c_void" => "void",
        "Status" => "trustslot_status",
        "Error" => "trustslot_error",
        "TrustStore" => "trustslot_store",
        "Page" => "trustslot_page",
        "AnyBanks" => "trustslot_banks",
        "Verifier" => "trustslot_verifier",
        "Verdict" => "trustslot_verdict",
        "BlockList" => "trustslot_block_list",
        "Cache" => "trustslot_cache",
        "Identity" => "trustslot_identity",
        "ServerCertSlot" => "trustslot_slot",
        "CBytes" => "trustslot_bytes",
        "CClock" => "trustslot_clock",
        "CPolicy" => "trustslot_policy",
        "CAdded" => "trustslot_added",
        "CRoom" => "trustslot_room",
        "CRow" => "trustslot_row",
        "CFinding" => "trustslot_finding",
        "CIdentityFinding" => "trustslot_identity_finding",
        "CPath" => "trustslot_path",
        "CProof" => "trustslot_proof",
        "CPresented" => "trustslot_presented",
        "CDevice" => "trustslot_device",
        "CWrite" => "trustslot_write",
        "CCheckSignature" => "trustslot_check_signature",
        "CRevocationHook" => "trustslot_revocation_hook",
        "CAbortHook" => "trustslot_abort_hook",
        other => panic!("a type without a name in C: {other}"),
    }
    .to_owned()
}
